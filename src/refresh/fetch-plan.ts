import { DailyBar } from '../market-data';
import { addDays } from '../platform/utils/days';
import { AssetCoverage } from '../prices';

/** What a client asks of a refresh. Days are `YYYY-MM-DD`, both included. */
export interface RefreshRequest {
  /** Symbols. Default: every active asset. */
  readonly assets?: readonly string[];
  /** The first day. Default: a few days before the last stored one of each asset, or its whole history. */
  readonly from?: string;
  /** The last day. Default: the last completed session. */
  readonly to?: string;
  /** A provider's name. Default: the configured ones, in their order. */
  readonly provider?: string;
  /** Stores what could be fetched although assets are missing. */
  readonly allowPartial: boolean;
}

/** Calendar days before the last stored one that are fetched again: a week and a long weekend. */
export const OVERLAP_DAYS = 10;

const BEGINNING = '1970-01-01';

/** Closes that a provider prints differently are the same; the smallest real restatement is a fraction of a percent. */
const TOLERANCE = 1e-9;

/** Symbols that are fetched together, first and last day included. */
export interface FetchPart {
  readonly symbols: readonly string[];
  readonly from: string;
  readonly to: string;
}

interface FetchPeriod {
  readonly from?: string;
  readonly to: string;
  /** The first day that the provider has. */
  readonly historyFrom: string | undefined;
}

/**
 * What to fetch: the whole history of an asset without prices, of another one the days from shortly before its last price.
 * A given `from` holds for all assets. A period that has not begun yet is not fetched.
 */
export function planFetch(
  symbols: readonly string[],
  coverage: ReadonlyMap<string, AssetCoverage>,
  { from, to, historyFrom = BEGINNING }: FetchPeriod,
): FetchPart[] {
  const byFirstDay = new Map<string, string[]>();
  for (const symbol of symbols) {
    const lastDay = coverage.get(symbol)?.lastDay;
    const start = from ?? (lastDay === undefined ? historyFrom : addDays(lastDay < to ? lastDay : to, -OVERLAP_DAYS));
    if (start <= to) byFirstDay.set(start, [...(byFirstDay.get(start) ?? []), symbol]);
  }
  return [...byFirstDay].map(([start, together]) => ({ symbols: together, from: start, to }));
}

/**
 * Whether the provider has another close on the oldest day that both sides have, as after a split or a dividend. Then
 * older days may be restated too. A correction of the newest day alone is no restatement.
 */
export function isRestated({ closes }: AssetCoverage, bars: readonly DailyBar[]): boolean {
  const common = bars.find(({ date }) => closes.has(date));
  if (common === undefined) return bars.length > 0;
  const [stored, fetched] = [Number(closes.get(common.date)), Number(common.close)];
  return Math.abs(fetched - stored) > TOLERANCE * stored;
}
