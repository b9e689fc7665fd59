import type { ChainedConfiguration } from './configuration-fields';
import type { SignalHistory } from './signal-history';

/** Columns that may be held from the session after the reference session on, ascending. */
export function eligibleColumns(
  history: SignalHistory,
  reference: number,
  configuration: ChainedConfiguration,
): number[] {
  return [...history.matrix.symbols.keys()].filter(
    (column) =>
      isFresh(history, column, reference, configuration) && hasHistory(history, column, reference, configuration),
  );
}

/** Halted and dead assets: the last close may be at most `max_stale_days` sessions old. */
export function isFresh(
  history: SignalHistory,
  column: number,
  reference: number,
  { max_stale_days }: ChainedConfiguration,
): boolean {
  return history.countCloses(column, reference, max_stale_days) > 0;
}

/**
 * Late listings, and assets that trade on fewer than half of the sessions: `min_history_days` returns, that is one close
 * more, within twice as many sessions.
 */
export function hasHistory(
  history: SignalHistory,
  column: number,
  reference: number,
  { min_history_days, max_stale_days }: ChainedConfiguration,
): boolean {
  const window = Math.max(2 * min_history_days, max_stale_days);
  return history.countCloses(column, reference, window) > min_history_days;
}
