import type { Checkpoint } from '../../../index-methods';

/** One asset as the computation knows it: prices carry the id, methods speak of symbols. */
export interface Constituent {
  readonly id: number;
  readonly symbol: string;
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
  /** The stored values up to and including the checkpoint's day: the risk metrics since inception need them. */
  readonly valuesBefore: { readonly dates: readonly string[]; readonly values: readonly number[] };
}

/** Rows for a `COPY .. FROM STDIN` in text format, and how many they are. */
export interface CopyRows {
  readonly rows: number;
  readonly text: Uint8Array;
}

/** What has been computed, ready to be stored; only days after the checkpoint. */
export interface ComputedSeries {
  /** date, value */
  readonly indexValues: CopyRows;
  /** date, asset id, weight */
  readonly allocations: CopyRows;
  /** date, then the columns of `RISK_METRIC_COLUMNS` */
  readonly riskMetrics: CopyRows;
}
