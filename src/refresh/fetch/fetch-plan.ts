import { AssetCoverage } from '../../prices';

/** Calendar days before the last stored one that are asked for again: a week and a long weekend. */
export const OVERLAP_DAYS = 10;

const BEGINNING = '1970-01-01';

/** Symbols that are asked for together, first and last day included. */
export interface FetchPart {
  readonly symbols: readonly string[];
  readonly from: string;
  readonly to: string;
}

export interface FetchPeriod {
  readonly from?: string;
  readonly to: string;
  /** The first day that the provider has. */
  readonly historyFrom: string | undefined;
}

/**
 * What to ask for: an asset without prices its whole history, another one from a few days before its last price on.
 * A `from` that was asked for counts for all; of a period that has not begun yet nobody is asked for anything.
 */
export function planFetch(
  symbols: readonly string[],
  coverage: ReadonlyMap<string, AssetCoverage>,
  { from, to, historyFrom = BEGINNING }: FetchPeriod,
): FetchPart[] {
  const byFirstDay = new Map<string, string[]>();
  for (const symbol of symbols) {
    const lastDay = coverage.get(symbol)?.lastDay;
    const start = from ?? (lastDay === undefined ? historyFrom : daysBefore(lastDay < to ? lastDay : to, OVERLAP_DAYS));
    if (start <= to) byFirstDay.set(start, [...(byFirstDay.get(start) ?? []), symbol]);
  }
  return [...byFirstDay].map(([start, together]) => ({ symbols: together, from: start, to }));
}

/** The calendar day so many days earlier. */
export function daysBefore(day: string, count: number): string {
  return new Date(Date.parse(day) - count * 86_400_000).toISOString().slice(0, 10);
}
