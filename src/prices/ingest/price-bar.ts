/**
 * One row of a batch as its source wrote it. Everything is text, so that no digit is lost before the rules have seen it;
 * an absent number is '' or undefined.
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
  /** Where the source has the row: the line of a file. */
  readonly line?: number | undefined;
}

/**
 * Bars in portions of any size: a portion is held in memory, the batch is not. A transaction that is repeated iterates
 * again and must see the same bars again, so a generator by itself will not do.
 */
export type PriceBatch = AsyncIterable<readonly PriceBar[]> | Iterable<readonly PriceBar[]>;
