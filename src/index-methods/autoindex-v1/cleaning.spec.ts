import { expectAllClose } from '../../../test/support/golden';
import { cleanPrices, replaceOutliers, clipReturns, dailyReturns } from './cleaning';

const days = (count: number): string[] => Array.from({ length: count }, (_, day) => `day ${day}`);
const steady = (count: number): number[] => new Array<number>(count).fill(5);

/** A second asset keeps every row, and 100 more rows keep every gap below a tenth. */
function cleanedColumn(closes: number[], minPrice: number, maxForwardFillDays: number): number[] {
  const columns = [[...closes, ...steady(100)], steady(closes.length + 100)].map((column) => Float64Array.from(column));
  const matrix = { dates: days(closes.length + 100), symbols: ['A', 'B'], closes: columns };
  const cleaned = cleanPrices(matrix, minPrice, maxForwardFillDays);
  return Array.from(cleaned.closes[0]?.subarray(0, closes.length) ?? []);
}

describe('cleaning for autoindex-v1', () => {
  it.each([
    ['keeps a close equal to the minimum', [2, 1, 3], 1, 0, [2, 1, 3]],
    ['blanks a close below the minimum and fills it with the older, higher one', [2, 0.99, 3], 1, 2, [2, 2, 3]],
    ['fills only the first days of a long gap', [2, NaN, NaN, NaN, 3], 1, 2, [2, 2, 2, NaN, 3]],
    ['counts a gap from its own start', [2, NaN, 3, NaN, NaN, 4], 1, 1, [2, 2, 3, 3, NaN, 4]],
    ['fills nothing when asked for 0 days', [2, NaN, 3], 1, 0, [2, NaN, 3]],
  ])('%s', (_, closes, minPrice, fill, expected) => {
    expect(cleanedColumn(closes, minPrice, fill)).toEqual(expected);
  });

  it.each([
    [1, 11, true],
    [1, 10, false],
    [2, 20, false],
    [2, 21, true],
    [130, 1300, false],
    [129, 1300, true],
  ])('with %i of %i closes missing keeps the asset: %s', (missing, rows, kept) => {
    const late = Float64Array.from([...new Array<number>(missing).fill(NaN), ...steady(rows - missing)]);
    const matrix = { dates: days(rows), symbols: ['FULL', 'LATE'], closes: [Float64Array.from(steady(rows)), late] };
    expect(cleanPrices(matrix, 1, 2).symbols.includes('LATE')).toBe(kept);
  });

  it('counts the tenth of all rows, then drops those in which nothing is left', () => {
    // Two of 21 is less than a tenth, two of the 19 rows that stay is more.
    const late = Float64Array.from([NaN, NaN, ...steady(19)]);
    const broken = Float64Array.from([...steady(11), ...new Array<number>(10).fill(NaN)]);
    const cleaned = cleanPrices({ dates: days(21), symbols: ['BROKEN', 'LATE'], closes: [broken, late] }, 1, 0);
    expect(cleaned).toEqual({ dates: days(21).slice(2), symbols: ['LATE'], closes: [Float64Array.from(steady(19))] });
  });

  it('leaves the prices given as they were', () => {
    const closes = Float64Array.of(0.5, NaN, 2);
    cleanPrices({ dates: days(3), symbols: ['A'], closes: [closes] }, 1, 2);
    expect(closes).toEqual(Float64Array.of(0.5, NaN, 2));
  });
});

describe('daily returns', () => {
  it('earn 0 in a gap and the whole move on its first priced day', () => {
    expectAllClose(dailyReturns(Float64Array.of(10, NaN, NaN, 12)), [NaN, 0, 0, 0.2]);
  });

  it('do not exist up to and including the first priced day', () => {
    expectAllClose(dailyReturns(Float64Array.of(NaN, NaN, 10, 11)), [NaN, NaN, NaN, 0.1]);
  });

  it('stay 0 after the last price', () => {
    expectAllClose(dailyReturns(Float64Array.of(10, 5, NaN, NaN)), [NaN, -0.5, 0, 0]);
  });

  it('are bounded, both bounds included, and stay undefined', () => {
    expectAllClose(clipReturns(Float64Array.of(NaN, 0.5, 0.51, -0.5, -9), -0.5, 0.5), [NaN, 0.5, 0.5, -0.5, -0.5]);
  });
});

describe('outliers', () => {
  const calm = new Array<number>(20).fill(0);

  it('become the median of the column before any was replaced', () => {
    const returns = Float64Array.from([...calm.map((_, day) => (day % 2 === 0 ? 0.01 : -0.01)), 0.9]);
    expect(replaceOutliers(returns, 3).at(-1)).toBe(0.01);
  });

  it('take the mean of the two middle returns for an even count', () => {
    const column = Float64Array.from([...calm.map((_, day) => (day < 10 ? 0.01 : 0.03)), 0.9, -0.9, NaN]);
    expect(replaceOutliers(column, 3).subarray(20)).toEqual(Float64Array.of(0.02, 0.02, NaN));
  });

  it('do not exist in a column that never moves, nor in one with a single return', () => {
    expect(replaceOutliers(Float64Array.from(calm), 3)).toEqual(Float64Array.from(calm));
    expect(replaceOutliers(Float64Array.of(NaN, 0.4), 3)).toEqual(Float64Array.of(NaN, 0.4));
  });

  it('lie strictly beyond the threshold', () => {
    // Mean 0, sample deviation 1: the distance of 1 is not beyond 1.
    expect(replaceOutliers(Float64Array.of(-1, 0, 1), 1)).toEqual(Float64Array.of(-1, 0, 1));
  });
});
