import { expectAllClose } from '../../../test/support/golden';
import { replaceOutliers } from './outliers';
import { clipReturns, dailyReturns } from './returns';

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
