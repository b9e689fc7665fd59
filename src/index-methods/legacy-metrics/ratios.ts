import { mean, populationDeviation } from '../numeric/statistics';
import { RISK_FREE_RATE, TRADING_DAYS } from './conventions';

/** What the existing system reports when no day lost anything. */
const SORTINO_WITHOUT_LOSSES = 10;

/** mean(e) / population deviation of e · √252 with e = r - 5 %/252; 0 without deviation. */
export function sharpeRatio(returns: Float64Array): number {
  if (returns.length === 0) return 0;
  const excess = excessReturns(returns);
  const deviation = populationDeviation(excess);
  return deviation === 0 ? 0 : (mean(excess) / deviation) * Math.sqrt(TRADING_DAYS);
}

/** mean(e) / root mean square of the negative e only · √252; 10 when none is negative, 0 without returns. */
export function sortinoRatio(returns: Float64Array): number {
  if (returns.length === 0) return 0;
  const excess = excessReturns(returns);
  const losses = excess.filter((value) => value < 0);
  if (losses.length === 0) return SORTINO_WITHOUT_LOSSES;
  const downside = Math.sqrt(mean(losses.map((value) => value ** 2)));
  return (mean(excess) / downside) * Math.sqrt(TRADING_DAYS);
}

/** Population deviation of the daily returns, a fraction. */
export function dailyVolatility(returns: Float64Array): number {
  return returns.length === 0 ? 0 : populationDeviation(returns);
}

/** Yearly: the daily one times √252, a fraction. */
export function volatility(returns: Float64Array): number {
  return dailyVolatility(returns) * Math.sqrt(TRADING_DAYS);
}

/** (1 + mean r)^252 - 1, a fraction. */
export function compoundedMean(returns: Float64Array): number {
  return (1 + mean(returns)) ** TRADING_DAYS - 1;
}

/** Compounded mean over the size of the drawdown (both fractions); 0 without a drawdown or returns. */
export function calmarRatio(returns: Float64Array, maximumDrawdown: number): number {
  return maximumDrawdown === 0 || returns.length === 0 ? 0 : compoundedMean(returns) / Math.abs(maximumDrawdown);
}

function excessReturns(returns: Float64Array): Float64Array {
  return returns.map((value) => value - RISK_FREE_RATE / TRADING_DAYS);
}
