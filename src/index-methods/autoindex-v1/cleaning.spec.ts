import { cleanPrices } from './cleaning';

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
