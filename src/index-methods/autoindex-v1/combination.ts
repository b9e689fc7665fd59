import { pairwiseSum } from '../numeric/pairwise-sum';
import { AutoindexV1Configuration } from './configuration';

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
