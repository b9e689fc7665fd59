import { dayNumber } from '../shared/day-number';
import { mean, quantile, sampleDeviation } from '../shared/statistics';
import { currentDrawdown, maximumDrawdown } from './drawdown';
import { RISK_FREE_RATE, TRADING_DAYS, simpleReturns } from './series';

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

const MIN_RETURNS = 21;
const EVERY_DAYS = 7;

/** The return is a percent relative to a worth of 1 before the first day; drawdowns and quantiles are fractions. */
interface ReturnedMetrics {
  readonly date: string;
  readonly total_return: number;
  readonly sharpe_ratio: number;
  readonly sortino_ratio: number;
  readonly max_drawdown: number;
  readonly current_drawdown: number;
  readonly var_95: number;
  readonly var_99: number;
}

/** What the portfolio was worth each day, 1 before the first of them, and the days on which it was rebalanced. */
interface PortfolioHistory {
  readonly dates: readonly string[];
  readonly values: Float64Array;
  readonly rebalances: readonly { readonly date: string }[];
}

/**
 * The metrics that the existing computation returned and never stored: one row for the last day and for each day a whole
 * number of weeks after the last rebalance (0 included), once there are 21 returns between
 * the values so far.
 */
export function returnedMetrics({ dates, values, rebalances }: PortfolioHistory): ReturnedMetrics[] {
  const rebalanceDays = new Set(rebalances.map(({ date }) => date));
  let lastRebalance = NaN;
  return dates.flatMap((date, position) => {
    const day = dayNumber(date);
    if (rebalanceDays.has(date)) lastRebalance = day;
    const isDue = position === dates.length - 1 || (day - lastRebalance) % EVERY_DAYS === 0;
    return isDue && position >= MIN_RETURNS ? [metricsOf(date, values.subarray(0, position + 1))] : [];
  });
}

function metricsOf(date: string, values: Float64Array): ReturnedMetrics {
  const returns = simpleReturns(values);
  return {
    date,
    total_return: ((values.at(-1) ?? NaN) - 1) * 100,
    sharpe_ratio: geometricSharpe(returns),
    sortino_ratio: geometricSortino(returns),
    max_drawdown: maximumDrawdown(values).depth,
    current_drawdown: currentDrawdown(values),
    ...valuesAtRisk(returns),
  };
}
