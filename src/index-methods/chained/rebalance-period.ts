import type { RebalanceFrequency } from './configuration-fields';
import { dayNumber } from '../numeric/day-number';

/** 1970-01-01 was a Thursday: shifted by three days, a multiple of seven is a Monday. */
const THURSDAY_TO_MONDAY = 3;

/**
 * The name of the period that a day lies in; the basket is set anew for the first session of another period, from what was
 * known on the session before it, which is the last business day of the old one. Weeks begin on Monday (ISO 8601).
 */
export function rebalancePeriod(date: string, frequency: RebalanceFrequency): string {
  switch (frequency) {
    case 'daily':
      return date;
    case 'weekly':
      return String(Math.floor((dayNumber(date) + THURSDAY_TO_MONDAY) / 7));
    case 'monthly':
      return date.slice(0, 7);
    case 'quarterly':
      return `${date.slice(0, 4)} quarter ${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
    case 'yearly':
      return date.slice(0, 4);
  }
}
