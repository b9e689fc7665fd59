import { dayNumber } from '../shared/day-number';
import { pairwiseSum } from '../shared/statistics';
import { RebalanceFrequency, AutoindexV1Configuration } from './configuration';
import { targetWeights } from './weights';

/** Calendar days that must have passed since the last rebalance. */
const WAIT: Readonly<Record<RebalanceFrequency, number>> = {
  daily: 0,
  weekly: 7,
  monthly: 30,
  quarterly: Infinity,
  yearly: Infinity,
  every_quarter: 91,
  every_year: 365,
};

/** Whether to rebalance `daysSinceLast` calendar days after the last time; `undefined` before the first time. */
export function isRebalanceDue(frequency: RebalanceFrequency, daysSinceLast: number | undefined): boolean {
  return daysSinceLast === undefined || daysSinceLast >= WAIT[frequency];
}

/** What the portfolio was worth, 1 before its first day; a day whose weights are all NaN or 0 is a rebalance too. */
export interface PortfolioPath {
  readonly dates: readonly string[];
  readonly values: Float64Array;
  readonly rebalances: readonly { readonly date: string; readonly weights: Float64Array }[];
}

/**
 * Compounds the daily returns of the target weights. The weights do not drift: the same vector multiplies every day's
 * returns until the next rebalance. Rows without any return are no index days.
 */
export function runPortfolio(
  dates: readonly string[],
  returns: readonly Float64Array[],
  configuration: AutoindexV1Configuration,
): PortfolioPath {
  const path = { dates: new Array<string>(), values: new Array<number>(), rebalances: new Array<RebalanceDay>() };
  const earned = new Float64Array(returns.length);
  let held: RebalanceDay | undefined;
  let value = 1;
  for (const [row, date] of dates.entries()) {
    if (returns.every((column) => Number.isNaN(column[row]))) continue;
    const daysSinceLast = held && dayNumber(date) - dayNumber(held.date);
    if (held === undefined || isRebalanceDue(configuration.rebalance_frequency, daysSinceLast)) {
      held = { date, weights: targetWeights(returns, row, configuration) };
      path.rebalances.push(held);
    }
    value *= 1 + portfolioReturn(returns, row, held.weights, earned);
    path.dates.push(date);
    path.values.push(value);
  }
  return { ...path, values: Float64Array.from(path.values) };
}

type RebalanceDay = PortfolioPath['rebalances'][number];

/** Σ return · weight over the assets that have both; the weight of the others earns 0. `earned` has room for each asset. */
function portfolioReturn(
  returns: readonly Float64Array[],
  row: number,
  weights: Float64Array,
  earned: Float64Array,
): number {
  for (let asset = 0; asset < weights.length; asset += 1) {
    earned[asset] = (returns[asset]?.[row] ?? NaN) * (weights[asset] ?? NaN);
  }
  return pairwiseSum(earned);
}
