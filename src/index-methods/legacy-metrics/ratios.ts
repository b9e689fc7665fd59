import { mean, populationDeviation, pairwiseSum } from '../shared/statistics';
import { RISK_FREE_RATE, TRADING_DAYS } from './series';
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
function compoundedMean(returns: Float64Array): number {
  return (1 + mean(returns)) ** TRADING_DAYS - 1;
}

/** Compounded mean over the size of the drawdown (both fractions); 0 without a drawdown or returns. */
export function calmarRatio(returns: Float64Array, maximumDrawdown: number): number {
  return maximumDrawdown === 0 || returns.length === 0 ? 0 : compoundedMean(returns) / Math.abs(maximumDrawdown);
}

function excessReturns(returns: Float64Array): Float64Array {
  return returns.map((value) => value - RISK_FREE_RATE / TRADING_DAYS);
}

/** What the existing system takes for a beta that cannot be computed. */
const BETA_OF_THE_MARKET = 1;

/**
 * Index and benchmark returns matched by position, not by date: where the benchmark misses a day, everything after it is
 * compared with the wrong day. Kept because published numbers depend on it.
 */
interface Matched {
  readonly index: Float64Array;
  readonly benchmark: Float64Array;
}

/** mean(a) / population deviation of a · √252, a the differences by position; 0 without deviation. */
export function informationRatio(index: Float64Array, benchmark: Float64Array): number {
  const matched = match(index, benchmark);
  const active = matched.index.map((value, day) => value - (matched.benchmark[day] ?? NaN));
  const deviation = active.length === 0 ? 0 : populationDeviation(active);
  return deviation === 0 ? 0 : (mean(active) / deviation) * Math.sqrt(TRADING_DAYS);
}

/** Sample covariance (m - 1) over population variance (m), so too large by m/(m - 1); 1 when it cannot be computed. */
export function beta(index: Float64Array, benchmark: Float64Array): number {
  const matched = match(index, benchmark);
  const days = matched.index.length;
  const variance = days < 2 ? 0 : populationDeviation(matched.benchmark) ** 2;
  return variance === 0 ? BETA_OF_THE_MARKET : comovement(matched) / (days - 1) / variance;
}

/** Compounded mean less what `beta` lets it earn beside the benchmark at 5 % risk free; 0 without returns. */
export function alpha(index: Float64Array, benchmark: Float64Array, beta: number): number {
  const matched = match(index, benchmark);
  if (matched.index.length === 0) return 0;
  const marketPremium = compoundedMean(matched.benchmark) - RISK_FREE_RATE;
  return compoundedMean(matched.index) - (RISK_FREE_RATE + beta * marketPremium);
}

/** Pearson's correlation; 0 where it is undefined. */
export function correlation(index: Float64Array, benchmark: Float64Array): number {
  const matched = match(index, benchmark);
  const days = matched.index.length;
  const value =
    comovement(matched) / days / populationDeviation(matched.index) / populationDeviation(matched.benchmark);
  return Number.isNaN(value) ? 0 : value;
}

function match(index: Float64Array, benchmark: Float64Array): Matched {
  const days = Math.min(index.length, benchmark.length);
  return { index: index.subarray(0, days), benchmark: benchmark.subarray(0, days) };
}

/** Σ (r - mean r)·(q - mean q). */
function comovement({ index, benchmark }: Matched): number {
  const [meanIndex, meanBenchmark] = [mean(index), mean(benchmark)];
  return pairwiseSum(index.map((value, day) => (value - meanIndex) * ((benchmark[day] ?? NaN) - meanBenchmark)));
}
