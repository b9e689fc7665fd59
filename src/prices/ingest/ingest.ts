import { Violation } from '../rules/price-rule';
import { PriceBatch } from './price-bar';

/** What the label of prices says that no market made. They never mix with real ones. */
export const DEMO_SOURCE = 'demo';

/** The label of prices that an administrator set. */
export const MANUAL_SOURCE = 'manual';

export interface IngestRequest {
  readonly runId: number;
  /** Where the prices come from; each stored price says it. */
  readonly source: string;
  readonly bars: PriceBatch;
  /** What becomes of well-formed symbols that no asset has; by default their rows are quarantined. */
  readonly unknownSymbols?: 'quarantine' | 'create';
  /** A person has looked: the rules about neighbouring prices do not apply, those about the bar itself do. */
  readonly confirmed?: boolean;
}

/**
 * What an ingest did, in rows. read = new + changed + same + protected + quarantined.
 * Repetitions of a row within the batch count as same.
 */
export interface IngestCounts {
  readonly read: number;
  readonly new: number;
  readonly changed: number;
  readonly same: number;
  /** Differ from a price that an administrator set; that one stays. */
  readonly protected: number;
  readonly quarantined: number;
  /** Demo prices that made room for the first real ones. */
  readonly demoRetired: number;
}

/** Rows that were quarantined for the same reason. */
export interface QuarantinedRows extends Violation {
  readonly symbol: string;
  readonly rows: number;
  /** Where they are in the source, ascending, the first few. */
  readonly lines: readonly number[];
}

/** What became of one asset's rows. */
export interface AssetIngest {
  readonly assetId: number;
  readonly new: number;
  readonly changed: number;
  readonly same: number;
  readonly protected: number;
}

export interface IngestResult {
  readonly counts: IngestCounts;
  /** The first day with a new, changed or retired price, by asset id; only assets that have one. */
  readonly earliestDayByAsset: ReadonlyMap<number, string>;
  readonly assets: ReadonlyMap<string, AssetIngest>;
  /** By reason, at most `MOST_REASONS`. */
  readonly quarantined: readonly QuarantinedRows[];
  /** Symbols of the batch that no asset had before. */
  readonly unknownSymbols: readonly string[];
}

export const MOST_REASONS = 1_000;
export const MOST_LINES = 20;
