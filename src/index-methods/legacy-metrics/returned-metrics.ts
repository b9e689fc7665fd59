import { dayNumber } from '../numeric/day-number';
import { currentDrawdown, maximumDrawdown } from './drawdown';
import { geometricSharpe, geometricSortino, valuesAtRisk } from './returned-ratios';
import { simpleReturns } from './simple-returns';

const FEWEST_RETURNS = 21;
const EVERY_DAYS = 7;

/** The return is a percent relative to a worth of 1 before the first day; drawdowns and quantiles are fractions. */
export interface ReturnedMetrics {
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
export interface PortfolioHistory {
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
    return isDue && position >= FEWEST_RETURNS ? [metricsOf(date, values.subarray(0, position + 1))] : [];
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
