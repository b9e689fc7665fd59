import type { Checkpoint } from '../../index-methods';

/** An asset of a computation: prices carry its id, methods its symbol. */
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

/** Everything that the worker thread needs to compute one index. */
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
  /** The stored rows after the checkpoint's day; all of them without a checkpoint. */
  readonly stored: StoredSeries;
}

/** The rows of each series as PostgreSQL's binary COPY of arrays of the columns: the key of the table, then its values. */
interface StoredSeries {
  readonly indexValues: readonly Uint8Array[];
  readonly allocations: readonly Uint8Array[];
  readonly riskMetrics: readonly Uint8Array[];
}

/**
 * Rows for `COPY .. FROM STDIN` in text format, and their number: key and values of the table, and whether the row is to be
 * removed (its values are then null) instead of written.
 */
export interface SeriesChange {
  readonly rows: number;
  readonly text: Uint8Array;
}

/** The rows to write and to remove so that the stored series equal the computed ones. */
export interface SeriesChanges {
  readonly indexValues: SeriesChange;
  readonly allocations: SeriesChange;
  readonly riskMetrics: SeriesChange;
}
