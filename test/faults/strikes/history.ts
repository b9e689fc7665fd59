/** What the readers read. */
export const READINGS = ['prices', 'index-values', 'allocations'] as const;
export type Reading = (typeof READINGS)[number];

/** An answer that a reader was given. Instants are milliseconds of one clock. */
export interface Answer {
  readonly client: string;
  /** What was done to the service meanwhile. */
  readonly during: string;
  readonly reading: Reading;
  readonly began: number;
  readonly ended: number;
  /** From the entity tag: the version of the data, and version and instant as text. */
  readonly version: number;
  readonly tag: string;
  /** Of its rows; undefined when it said that nothing has changed. */
  readonly digest: string | undefined;
}

/** What a client was told about a refresh that it had asked for. */
export interface Told {
  readonly requestId: string;
  readonly status: string;
  readonly dataVersion: number | null;
}

/** A version of the data as the database has recorded it, with the digest of each reading at that version. */
export interface CommittedVersion {
  readonly version: number;
  readonly tag: string;
  readonly digests: Readonly<Record<Reading, string>>;
  /** Of the closes alone, to be held against what the vendor said. */
  readonly closes: string;
}

export interface RecordedRun {
  readonly id: number;
  readonly kind: string;
  readonly status: string;
  readonly requestId: string | null;
  readonly dataVersion: number | null;
  /** Rows of any table that name it as the one that wrote or superseded them. */
  readonly rows: number;
}

export interface History {
  readonly answers: readonly Answer[];
  readonly told: readonly Told[];
  readonly versions: readonly CommittedVersion[];
  readonly runs: readonly RecordedRun[];
  /** By request id: the digest of what the vendor said when that refresh was asked for. */
  readonly market: ReadonlyMap<string, string>;
}
