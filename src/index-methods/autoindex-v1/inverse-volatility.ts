import { pairwiseSum } from '../numeric/pairwise-sum';
import { sampleDeviation } from '../numeric/statistics';

export const VOLATILITY_ROWS = 60;

/**
 * "Risk parity" of the existing system: weights in proportion to 1/σ, σ the sample deviation of the window's returns, NaN
 * for fewer than two of them. No σ above 0: equal weights. Otherwise an asset with σ = 0 makes the total infinite, so that
 * it gets NaN and everyone else 0.
 */
export function inverseVolatilityWeights(windows: readonly Float64Array[]): Float64Array {
  const deviations = Float64Array.from(windows, (window) => sampleDeviation(window.subarray(-VOLATILITY_ROWS)));
  if (pairwiseSum(deviations) === 0) return deviations.fill(1 / windows.length);
  const inverses = deviations.map((deviation) => 1 / deviation);
  const total = pairwiseSum(inverses);
  return inverses.map((inverse) => inverse / total);
}
