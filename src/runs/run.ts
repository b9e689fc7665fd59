import { AppError, ErrorCode } from '../platform/errors';
import { shortList } from '../platform/utils/short-list';

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

/** The name under which a run is requested, and the id of the request. */
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
  /** The run that this one reverts. */
  readonly reverts?: number;
}

/** What a run did, as numbers by name: `{ read, new, changed, same, quarantined, ... }`. */
export type RunCounts = Readonly<Record<string, number>>;

/** The outcome of one asset in a run. */
export interface RunOutcome {
  readonly symbol: string;
  /** `never_found`: no provider offers the asset and none has ever delivered it. It fails no run. */
  readonly status: 'succeeded' | 'failed' | 'never_found';
  readonly [detail: string]: unknown;
}

/**
 * How far a run is. `queued`: waits for a worker · `fetching`: asks the provider · `waiting`: for other changes of the data
 * · `prices`: rules and storing · `indices`: values, allocations and risk · `recording`: the last step before the commit
 * · `done`.
 */
export type RunStage = 'queued' | 'fetching' | 'waiting' | 'prices' | 'indices' | 'recording' | 'done';

/** A run as it is on record. */
export interface RunRecord {
  readonly id: number;
  readonly kind: RunKind;
  readonly status: RunStatus;
  /** Of a failed run, the stage in which it failed. Null for runs whose record is committed with their work. */
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
  /** The latest run that reverted this one. */
  readonly revertedBy: number | null;
  /** The data version that it made; null when it changed nothing. */
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
  /** Whether the stored prices are those of the demo market, so that everything computed from them is made up. */
  readonly demo: boolean;
}

/** The run has ended: another process took it for orphaned. Its work must not be stored. */
export class RunEndedError extends AppError {
  constructor(runId: number) {
    super('conflict', `Run ${runId} was ended by others, because its process had no heartbeat.`);
    this.name = 'RunEndedError';
  }
}

/** Why a run failed, with the outcomes of its assets for the record. */
export class RunFailedError extends AppError {
  constructor(
    code: ErrorCode,
    detail: string,
    readonly outcomes: readonly RunOutcome[],
  ) {
    super(code, detail);
    this.name = 'RunFailedError';
  }
}

/** Whether a run that succeeded stored everything it should have. Null for other runs. */
export type Completeness = 'complete' | 'partial';

export function completenessOf(run: Pick<RunRecord, 'status' | 'counts' | 'outcomes'>): Completeness | null {
  if (run.status !== 'succeeded') return null;
  const { quarantined = 0, lacking = 0 } = run.counts;
  const lacks = missingOf(run.outcomes).length > 0 || quarantined > 0 || lacking > 0;
  return lacks ? 'partial' : 'complete';
}

/** By asset, the days that other assets have and it has not. */
export function lackingOf(outcomes: readonly RunOutcome[]): { symbol: string; days: readonly string[] }[] {
  return outcomes.flatMap(({ symbol, lacking }) =>
    Array.isArray(lacking) ? [{ symbol, days: lacking.map(String) }] : [],
  );
}

/** @param count the number of assets that the run asked for */
export function neverFoundText(symbols: readonly string[], count: number): string {
  return `${symbols.length} of ${count} assets could never be found: ${shortList(symbols)}`;
}

interface MissingOutcome {
  readonly symbol: string;
  readonly category: string;
  readonly message: string;
}

/** The assets that could not be fetched. */
export function missingOf(outcomes: readonly RunOutcome[]): MissingOutcome[] {
  return withStatus('failed', outcomes);
}

/** The assets that no provider offers and none has ever delivered. */
export function neverFoundOf(outcomes: readonly RunOutcome[]): MissingOutcome[] {
  return withStatus('never_found', outcomes);
}

/** The assets that a revert deactivated, because the reverted import had created them. */
export function deactivatedOf(outcomes: readonly RunOutcome[]): string[] {
  return outcomes.filter(({ deactivated }) => deactivated === true).map(({ symbol }) => symbol);
}

function withStatus(wanted: RunOutcome['status'], outcomes: readonly RunOutcome[]): MissingOutcome[] {
  return outcomes
    .filter(({ status }) => status === wanted)
    .map(({ symbol, category, message }) => ({ symbol, category: String(category), message: String(message) }));
}
