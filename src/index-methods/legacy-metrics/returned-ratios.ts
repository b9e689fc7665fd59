import { mean, quantile, sampleDeviation } from '../numeric/statistics';
import { RISK_FREE_RATE, TRADING_DAYS } from './conventions';

/** ((1 + mean)^252 - 1 - 5 %) / (sample deviation · √252); 0 for fewer than two returns or without deviation. */
export function geometricSharpe(returns: Float64Array): number {
  return excessOver(returns, sampleDeviation(returns));
}

/**
 * The same excess over the sample deviation of the negative returns: infinite when there is none, NaN when there is one
 * (its deviation is undefined), 0 when they are all equal or there are fewer than two returns.
 */
export function geometricSortino(returns: Float64Array): number {
  const losses = returns.filter((value) => value < 0);
  if (returns.length >= 2 && losses.length === 0) return Infinity;
  return excessOver(returns, sampleDeviation(losses));
}

/** The 5 % and 1 % quantiles of the returns; NaN without returns. 1 - 0.95 is not quite 0.05, and is what was computed. */
export function valuesAtRisk(returns: Float64Array): { readonly var_95: number; readonly var_99: number } {
  return { var_95: quantile(returns, 1 - 0.95), var_99: quantile(returns, 1 - 0.99) };
}

function excessOver(returns: Float64Array, deviation: number): number {
  const yearly = deviation * Math.sqrt(TRADING_DAYS);
  if (returns.length < 2 || yearly === 0) return 0;
  return ((1 + mean(returns)) ** TRADING_DAYS - 1 - RISK_FREE_RATE) / yearly;
}
