import { pairwiseSum } from '../numeric/pairwise-sum';

export const MOMENTUM_ROWS = 20;

/**
 * Weights in proportion to the positive momentum of the assets above `threshold` (strictly). `windows[i]` holds the latest
 * returns of asset i, oldest first. None above the threshold: equal weights. Some above, but none rising: NaN for those
 * above and 0 for the others, because 0/0 is what the existing system computes.
 */
export function momentumWeights(windows: readonly Float64Array[], threshold: number): Float64Array {
  const momenta = Float64Array.from(windows, momentum);
  const valid = momenta.map((value) => (value > threshold ? 1 : 0));
  if (!valid.includes(1)) return momenta.fill(1 / windows.length);
  const positive = momenta.map((value, asset) => (valid[asset] === 1 ? Math.max(value, 0) : 0));
  const total = pairwiseSum(positive);
  return positive.map((value, asset) => (valid[asset] === 1 ? value / total : 0));
}

/** Compound return over the last rows that are not NaN; 0 when there are none. */
function momentum(window: Float64Array): number {
  let product = 1;
  for (let row = Math.max(0, window.length - MOMENTUM_ROWS); row < window.length; row += 1) {
    const value = window[row] ?? NaN;
    if (!Number.isNaN(value)) product *= 1 + value;
  }
  return product - 1;
}
