import { dayNumber } from '../shared/day-number';
import { type PriceMatrix } from '../shared/index-method';
import type { RebalanceFrequency } from './configuration';

/** An asset is live for this many calendar days after a close; it covers the longest closures of an exchange. */
export const LIVE_DAYS = 10;

/** The days on which the index has a level. `rows[k]` is the k-th session's row in the matrix, `days[k]` its day number. */
export interface TradingSessions {
  readonly rows: Int32Array;
  readonly days: Int32Array;
}

/**
 * A day is a session when at least half of the live assets have a close on it, so that an asset that trades alone on a
 * Sunday makes no day. Live is what had a close on this day or on the ten calendar days before. When no day in ten had such
 * a majority, every day with a close is a session, lest the index stands still.
 * Only the closes of this day and of the twenty before decide, so no later price can make or unmake a session.
 */
export function tradingSessions(matrix: PriceMatrix): TradingSessions {
  const days = Int32Array.from(matrix.dates, dayNumber);
  const traded = new Int32Array(days.length);
  const live = new Int32Array(days.length);
  for (const closes of matrix.closes) countAsset(closes, days, traded, live);
  const rows = sessionRows(days, traded, live);
  return { rows, days: rows.map((row) => days[row] ?? 0) };
}

function countAsset(closes: Float64Array, days: Int32Array, traded: Int32Array, live: Int32Array): void {
  let liveUntil = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < days.length; row += 1) {
    const day = days[row] ?? 0;
    if (!Number.isNaN(closes[row])) {
      traded[row] = (traded[row] ?? 0) + 1;
      liveUntil = day + LIVE_DAYS;
    }
    if (day <= liveUntil) live[row] = (live[row] ?? 0) + 1;
  }
}

function sessionRows(days: Int32Array, traded: Int32Array, live: Int32Array): Int32Array {
  let quorateUntil = Number.NEGATIVE_INFINITY;
  const rows: number[] = [];
  for (let row = 0; row < days.length; row += 1) {
    const day = days[row] ?? 0;
    const closes = traded[row] ?? 0;
    const quorate = closes > 0 && 2 * closes >= (live[row] ?? 0);
    if (quorate || (closes > 0 && day > quorateUntil)) rows.push(row);
    if (quorate) quorateUntil = day + LIVE_DAYS;
  }
  return Int32Array.from(rows);
}

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
