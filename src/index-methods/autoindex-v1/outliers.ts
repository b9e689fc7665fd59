import { mean, median, sampleDeviation } from '../numeric/statistics';

/**
 * Sets every return further than `threshold` sample deviations from the mean of the whole column to the median of the
 * column. Mean, deviation and median are those before any replacement; a deviation of 0 has no outliers (0/0 is NaN).
 */
export function replaceOutliers(returns: Float64Array, threshold: number): Float64Array {
  const average = mean(returns);
  const deviation = sampleDeviation(returns);
  const middle = median(returns);
  const replaced = returns.slice();
  for (let row = 0; row < replaced.length; row += 1) {
    const distance = Math.abs(((replaced[row] ?? NaN) - average) / deviation);
    if (distance > threshold) replaced[row] = middle;
  }
  return replaced;
}
