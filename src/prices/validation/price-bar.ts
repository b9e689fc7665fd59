/** The source of prices that no market made. They never mix with real ones. */
export const DEMO_SOURCE = 'demo';

/** The source of prices set by an administrator. */
export const MANUAL_SOURCE = 'manual';

/**
 * One row of a batch as its source wrote it. Everything is text, so that no digit is lost before the rules are applied; an
 * absent number is '' or undefined.
 */
export interface PriceBar {
  readonly symbol: string;
  /** `YYYY-MM-DD`, the session the bar belongs to. */
  readonly date: string;
  readonly close: string;
  readonly open?: string | undefined;
  readonly high?: string | undefined;
  readonly low?: string | undefined;
  readonly volume?: string | undefined;
  /** The line of the file that has the row. */
  readonly line?: number | undefined;
}

/**
 * Bars in portions of any size: a portion is held in memory, the batch is not. A retried transaction iterates again and
 * must get the same bars, so a generator object will not do.
 */
export type PriceBatch = AsyncIterable<readonly PriceBar[]> | Iterable<readonly PriceBar[]>;
