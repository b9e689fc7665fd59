import { RebalanceFrequency } from './configuration';

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
