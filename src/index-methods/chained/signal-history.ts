import type { PriceMatrix } from '../shared/index-method';
import type { ChainedConfiguration } from './configuration';
import { LIVE_DAYS, type TradingSessions, tradingSessions } from './calendar';

/**
 * Closes as the signals see them on a reference session: nothing after it, and nothing further back than
 * `reachInDays(configuration)`, which bounds what must be read to resume a computation.
 */
export class SignalHistory {
  readonly sessions: TradingSessions;
  private readonly reach: number;
  /** By column: `[k]` is the number of closes before session k. */
  private readonly closesSoFar: readonly Int32Array[];

  constructor(
    readonly matrix: PriceMatrix,
    configuration: ChainedConfiguration,
  ) {
    this.sessions = tradingSessions(matrix);
    this.reach = reachInDays(configuration);
    this.closesSoFar = matrix.closes.map((closes) => runningCount(closes, this.sessions.rows));
  }

  /** How many closes an asset has on the reference session and up to `returns` sessions before. */
  countCloses(column: number, reference: number, returns: number): number {
    const counts = this.closesSoFar[column] ?? new Int32Array(0);
    const before = this.firstSession(reference, returns);
    return (counts[reference + 1] ?? 0) - (counts[before] ?? 0);
  }

  /** The closes of an asset on the reference session and up to `returns` sessions before; oldest first, gaps left out. */
  closes(column: number, reference: number, returns: number): number[] {
    const prices = this.matrix.closes[column] ?? new Float64Array(0);
    const { rows } = this.sessions;
    const observed: number[] = [];
    for (let session = this.firstSession(reference, returns); session <= reference; session += 1) {
      const close = prices[rows[session] ?? -1] ?? Number.NaN;
      if (!Number.isNaN(close)) observed.push(close);
    }
    return observed;
  }

  private firstSession(reference: number, returns: number): number {
    const { days } = this.sessions;
    const oldestDay = (days[reference] ?? 0) - this.reach;
    let first = Math.max(0, reference - returns);
    while ((days[first] ?? 0) < oldestDay) first += 1;
    return first;
  }
}

function runningCount(closes: Float64Array, rows: Int32Array): Int32Array {
  const counts = new Int32Array(rows.length + 1);
  rows.forEach((row, session) => {
    counts[session + 1] = (counts[session] ?? 0) + (Number.isNaN(closes[row]) ? 0 : 1);
  });
  return counts;
}

/** Sessions in the longest window of the configuration. */
function longestWindow(configuration: ChainedConfiguration): number {
  const { lookback_days, momentum_lookback_days, min_history_days, max_stale_days } = configuration;
  return Math.max(lookback_days, momentum_lookback_days, 2 * min_history_days, max_stale_days);
}

/** Calendar days: n sessions of five a week take 1.4·n; twice and a month hold any closure known. */
function reachInDays(configuration: ChainedConfiguration): number {
  return 2 * longestWindow(configuration) + 30;
}

/**
 * A row is a day, so days bound rows: at most `LIVE_DAYS` + 1 back to the session before the checkpoint, the reach from there,
 * and twice `LIVE_DAYS` in which the first session of the reach is recognised.
 */
export function rowsBeforeCheckpoint(configuration: ChainedConfiguration): number {
  return reachInDays(configuration) + 3 * LIVE_DAYS + 1;
}
