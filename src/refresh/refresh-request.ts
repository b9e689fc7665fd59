/** What is asked of a refresh. Days are `YYYY-MM-DD`, both included. */
export interface RefreshRequest {
  /** Symbols; undefined: every active asset. */
  readonly assets?: readonly string[];
  /** The first day; undefined: a few days before the last stored one of each asset, or its whole history. */
  readonly from?: string;
  /** The last day; undefined: the last one whose session has ended. */
  readonly to?: string;
  /** A provider's name; undefined: the configured ones, in their order. */
  readonly provider?: string;
  /** Store what could be fetched although something is missing. */
  readonly allowPartial: boolean;
}
