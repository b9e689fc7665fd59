import type { Checkpoint } from '../../index-methods';

/** One asset as the computation knows it: prices carry the id, methods speak of symbols. */
export interface Constituent {
  readonly id: number;
  readonly symbol: string;
}

/** The fields of an index definition that a rebuild needs. */
export interface RebuildDefinition {
  readonly id: number;
  readonly method: string;
  readonly configuration: unknown;
  readonly baseValue: number;
  /** Symbols; null means every share and fund. */
  readonly constituents: readonly string[] | null;
  /** A symbol, or null. */
  readonly benchmark: string | null;
}

/** Everything a thread needs to compute one index. */
export interface Computation {
  readonly method: string;
  readonly configuration: unknown;
  readonly baseValue: number;
  readonly constituents: readonly Constituent[];
  /** Closes of the constituents, as `PriceHistory.copyCloses` delivers them. */
  readonly closes: readonly Uint8Array[];
  readonly benchmark?: Constituent;
  /** Closes of the benchmark over its whole history, in the same form; empty without one. */
  readonly benchmarkCloses: readonly Uint8Array[];
  readonly checkpoint?: Checkpoint;
  /** Arrays of date and value up to and including the checkpoint's day, ascending: the risk metrics since inception need them. */
  readonly levelsBefore: readonly Uint8Array[];
  /** What is stored after the checkpoint's day, or at all without one. */
  readonly stored: StoredSeries;
}

/** The rows of each series as PostgreSQL's binary COPY of arrays of the columns: the key of the table, then its values. */
export interface StoredSeries {
  readonly indexValues: readonly Uint8Array[];
  readonly allocations: readonly Uint8Array[];
  readonly riskMetrics: readonly Uint8Array[];
}

/**
 * Rows for a `COPY .. FROM STDIN` in text format, and how many they are: key and values of the table, and whether the row
 * goes (its values are null then) instead of being written.
 */
export interface SeriesChange {
  readonly rows: number;
  readonly text: Uint8Array;
}

/** What has to be written and removed for the stored series to become the computed ones. */
export interface SeriesChanges {
  readonly indexValues: SeriesChange;
  readonly allocations: SeriesChange;
  readonly riskMetrics: SeriesChange;
}
