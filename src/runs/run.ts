export const RUN_KINDS = [
  'demo',
  'import',
  'refresh',
  'correction',
  'correction-release',
  'quarantine-release',
  'recompute',
  'revert',
] as const;

/** What can change the data. Every stored number names the run that wrote it. */
export type RunKind = (typeof RUN_KINDS)[number];

export type RunStatus = 'running' | 'succeeded' | 'failed';

/** Who asked for a run, and in which request. */
export interface Requester {
  readonly name: string;
  readonly requestId?: string;
}

export interface NewRun {
  readonly kind: RunKind;
  /** Where the data comes from: a provider's name, `import`, `manual`. */
  readonly source?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  readonly requester: Requester;
  readonly idempotencyKey?: string;
  /** The run that this one takes back. */
  readonly reverts?: number;
}

/** What a run did, as numbers by name: `{ read, new, changed, same, quarantined, ... }`. */
export type RunCounts = Readonly<Record<string, number>>;

/** What became of one asset in a run. */
export interface RunOutcome {
  readonly symbol: string;
  readonly status: 'succeeded' | 'failed';
  readonly [detail: string]: unknown;
}

/**
 * Where a run is. `queued` nobody has begun it · `fetching` asks the provider · `waiting` for the change before it to end · `prices` rules and storing ·
 * `indices` values, allocations and risk · `recording` its last step before it commits · `done`.
 */
export type RunStage = 'queued' | 'fetching' | 'waiting' | 'prices' | 'indices' | 'recording' | 'done';

/** A run as it is on record. */
export interface RunRecord {
  readonly id: number;
  readonly kind: RunKind;
  readonly status: RunStatus;
  /** The stage that a failed run had reached; null of runs whose record appears only when they are done. */
  readonly stage: RunStage | null;
  readonly source: string | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly counts: RunCounts;
  readonly outcomes: readonly RunOutcome[];
  readonly reason: string | null;
  readonly errorCategory: string | null;
  readonly errorDetail: string | null;
  readonly requestId: string | null;
  readonly requestedBy: string;
  readonly reverts: number | null;
  /** The latest run that took this one back. */
  readonly revertedBy: number | null;
  /** The version that it made; null when it changed nothing. */
  readonly dataVersion: number | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

/** The version of all data: it grows by one with each run that changed something. */
export interface DataVersion {
  readonly version: number;
  readonly runId: number | null;
  /** The instant at which the version was recorded, ISO 8601 in UTC. */
  readonly recordedAt: string;
}
