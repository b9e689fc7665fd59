import { pairwiseSum, sampleDeviation } from '../shared/statistics';
import { AutoindexV1Configuration } from './configuration';
const MOMENTUM_ROWS = 20;

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

const VOLATILITY_ROWS = 60;

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

/** The existing system knows no market capitalisation and takes 1 for every asset: equal weights. */
function marketCapWeights(assetCount: number): Float64Array {
  return new Float64Array(assetCount).fill(1 / assetCount);
}

/** How much each of the three weightings counts. */
export type Factors = Pick<AutoindexV1Configuration, 'momentum_weight' | 'market_cap_weight' | 'risk_parity_weight'>;

/**
 * The weighted sum of the three weightings, scaled to sum to 1 over the assets that are not NaN. NaN times a factor of 0
 * is NaN, so an undefined weight poisons its asset even where it does not count. A sum of 0 is left unscaled.
 */
export function combineWeights(
  momentum: Float64Array,
  marketCap: Float64Array,
  riskParity: Float64Array,
  factors: Factors,
): Float64Array {
  const combined = momentum.map(
    (weight, asset) =>
      weight * factors.momentum_weight +
      (marketCap[asset] ?? NaN) * factors.market_cap_weight +
      (riskParity[asset] ?? NaN) * factors.risk_parity_weight,
  );
  const total = pairwiseSum(combined);
  return total > 0 ? combined.map((weight) => weight / total) : combined;
}

/**
 * The weights set on row `row`, one an asset; NaN and 0 mean not held. The window is the last 60 rows up to and including
 * `row`: the method knows the return that its weights are about to earn.
 */
export function targetWeights(
  returns: readonly Float64Array[],
  row: number,
  configuration: AutoindexV1Configuration,
): Float64Array {
  const windows = returns.map((column) => column.subarray(Math.max(0, row + 1 - VOLATILITY_ROWS), row + 1));
  return combineWeights(
    momentumWeights(windows, configuration.daily_drop_threshold),
    marketCapWeights(returns.length),
    inverseVolatilityWeights(windows),
    configuration,
  );
}
