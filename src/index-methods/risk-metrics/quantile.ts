/**
 * Quantile of the first `count` of ascending values, by linear interpolation at position (count - 1) · fraction.
 * Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996), definition 7; numpy's and Excel's default.
 */
export function quantileOfSorted(sorted: Float64Array, count: number, fraction: number): number {
  const position = (count - 1) * fraction;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, count - 1)] ?? Number.NaN;
  return low + (high - low) * (position - below);
}
