import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { DataVersion, NewRun, RunCounts, RunKind, RunOutcome, RunRecord, RunStage } from './run';

/** Among the advisory locks of the database, those of running runs. The second half of a lock's name has 31 bits. */
const LOCK = '7301, ($1::bigint % 2147483647)::int';

/** A process renews its lock every ten seconds. Between two locks, for some milliseconds, only its heartbeat is younger than this. */
const HEARTBEAT_IS_OLD = `heartbeat_at < clock_timestamp() - interval '5 seconds'`;

const INSTANT = `to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const RECORD = `id, kind, status, stage, source, parameters, counts, outcomes, reason, error_category as "errorCategory",
  error_detail as "errorDetail", request_id as "requestId", requested_by as "requestedBy", reverts,
  (select max(id) from runs later where later.reverts = runs.id and later.status = 'succeeded') as "revertedBy",
  data_version as "dataVersion", started_at as "startedAt", finished_at as "finishedAt"`;

/** Which running runs may be ended. `orphaned`: no process holds the lock, and the heartbeat is old. */
const ENDABLE = {
  running: 'true',
  queued: `stage = 'queued'`,
  orphaned: `${HEARTBEAT_IS_OLD} and pg_try_advisory_xact_lock(${LOCK})`,
} as const;

interface RunFailure {
  readonly category: string;
  readonly detail: string;
  readonly outcomes?: readonly RunOutcome[];
}

/** What an alert says about a run that has just failed. */
export interface FailedRun {
  readonly kind: RunKind;
  readonly requestId: string | null;
}

/** Numbers of eight bytes come as text. */
interface StoredDataVersion extends Omit<DataVersion, 'version' | 'runId'> {
  readonly version: string;
  readonly runId: string | null;
}

/** The tables `runs` and `data_version`. SQL instead of an entity: each state change is one guarded statement. */
@Injectable()
export class RunsRepository {
  constructor(private readonly database: Database) {}

  /** Until the transaction ends, no other transaction changes the data. */
  async lockData(): Promise<void> {
    await this.database.transaction.query('select version from data_version for update');
  }

  async insert(run: NewRun, stage: RunStage | null = null): Promise<number> {
    const rows = await this.database.transaction.query<{ id: string }>(
      `insert into runs (kind, source, parameters, reason, requested_by, request_id, idempotency_key, reverts, stage)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id::text`,
      [
        run.kind,
        run.source ?? null,
        JSON.stringify(run.parameters ?? {}),
        run.reason ?? null,
        run.requester.name,
        run.requester.requestId ?? null,
        run.idempotencyKey ?? null,
        run.reverts ?? null,
        stage,
      ],
    );
    return Number(rows[0]?.id);
  }

  async findById(id: number): Promise<RunRecord | undefined> {
    const rows = await this.database.sql.query<RunRecord>(`select ${RECORD} from runs where id = $1`, [id]);
    return rows[0];
  }

  /** At most `limit` runs that began before run `before`, the newest first. */
  list(kind: RunKind | undefined, limit: number, before: number | undefined): Promise<RunRecord[]> {
    return this.database.sql.query<RunRecord>(
      `select ${RECORD} from runs where ($1::text is null or kind = $1) and ($3::bigint is null or id < $3)
       order by id desc limit $2`,
      [kind ?? null, limit, before ?? null],
    );
  }

  async findRunning(kind: RunKind): Promise<number | undefined> {
    const rows = await this.database.sql.query<{ id: number }>(
      `select id from runs where kind = $1 and status = 'running' order by id desc limit 1`,
      [kind],
    );
    return rows[0]?.id;
  }

  /** `same`: whether the run with this key is of this kind, with these parameters. */
  async findByKey(
    idempotencyKey: string,
    kind: RunKind,
    parameters: object,
  ): Promise<{ id: number; same: boolean } | undefined> {
    const rows = await this.database.sql.query<{ id: number; same: boolean }>(
      `select id, kind = $2 and parameters = $3::jsonb as same from runs where idempotency_key = $1`,
      [idempotencyKey, kind, JSON.stringify(parameters)],
    );
    return rows[0];
  }

  async isKeyUsed(idempotencyKey: string): Promise<boolean> {
    const rows = await this.database.sql.query('select 1 from runs where idempotency_key = $1', [idempotencyKey]);
    return rows.length > 0;
  }

  /** A queued run with these parameters. Until the transaction ends, no worker begins it. */
  async lockQueued({ kind, parameters = {} }: Pick<NewRun, 'kind' | 'parameters'>): Promise<number | undefined> {
    const rows = await this.database.transaction.query<{ id: number }>(
      `select id from runs where kind = $1 and status = 'running' and stage = 'queued' and parameters = $2::jsonb
       order by id desc limit 1 for update skip locked`,
      [kind, JSON.stringify(parameters)],
    );
    return rows[0]?.id;
  }

  /** Returns whether the run is still running. */
  async enterStage(runId: number, stage: RunStage, counts: RunCounts): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `update runs set stage = $2, counts = counts || $3::jsonb, heartbeat_at = clock_timestamp()
       where id = $1 and status = 'running' returning id`,
      [runId, stage, JSON.stringify(counts)],
    );
    return rows.length > 0;
  }

  /** Returns undefined when the run had ended already. */
  async succeed(
    runId: number,
    counts: RunCounts,
    outcomes: readonly RunOutcome[],
  ): Promise<Pick<RunRecord, 'kind' | 'parameters'> | undefined> {
    const rows = await this.database.transaction.query<Pick<RunRecord, 'kind' | 'parameters'>>(
      `update runs set status = 'succeeded', stage = 'done', counts = $2, outcomes = $3, finished_at = clock_timestamp()
       where id = $1 and status = 'running' returning kind, parameters`,
      [runId, JSON.stringify(counts), JSON.stringify(outcomes)],
    );
    return rows[0];
  }

  /** Returns undefined when the run had ended already, or is not `only` what may be ended. */
  async fail(
    runId: number,
    { category, detail, outcomes = [] }: RunFailure,
    only: keyof typeof ENDABLE = 'running',
  ): Promise<FailedRun | undefined> {
    const rows = await this.database.transaction.query<FailedRun>(
      `update runs set status = 'failed', error_category = $2, error_detail = $3, outcomes = $4,
         finished_at = clock_timestamp()
       where id = $1 and status = 'running' and ${ENDABLE[only]} returning kind, request_id as "requestId"`,
      [runId, category, detail, JSON.stringify(outcomes)],
    );
    return rows[0];
  }

  /** Holds the run's lock during `work`. PostgreSQL frees it as soon as the process or its connection is gone. */
  whileLocked(runId: number, work: () => Promise<void>): Promise<void> {
    return this.database.snapshot(async (snapshot) => {
      await snapshot.query(`select pg_advisory_xact_lock(${LOCK})`, [runId]);
      await work();
    });
  }

  async beat(runId: number): Promise<void> {
    await this.database.transaction.query('update runs set heartbeat_at = clock_timestamp() where id = $1', [runId]);
  }

  /** The run, if it is running and its heartbeat is old. */
  async findWithOldHeartbeat(runId: number): Promise<{ stage: RunStage | null } | undefined> {
    const rows = await this.database.sql.query<{ stage: RunStage | null }>(
      `select stage from runs where id = $1 and status = 'running' and ${HEARTBEAT_IS_OLD}`,
      [runId],
    );
    return rows[0];
  }

  /** `recordedAt` grows even when the server's clock goes back: `knownAt` orders versions by it. */
  async advanceDataVersion(runId: number): Promise<void> {
    await this.database.transaction.query(
      `with advanced as (
         update data_version set version = version + 1, run_id = $1,
           recorded_at = greatest(clock_timestamp(), recorded_at + interval '1 microsecond')
         returning version, recorded_at
       )
       update runs set data_version = advanced.version, recorded_at = advanced.recorded_at from advanced where id = $1`,
      [runId],
    );
  }

  /** The first revert after a version. */
  async findRevertSince(version: number): Promise<number | undefined> {
    const rows = await this.database.transaction.query<{ id: number }>(
      `select id from runs where kind = 'revert' and data_version > $1 order by data_version limit 1`,
      [version],
    );
    return rows[0]?.id;
  }

  async dataVersion(): Promise<DataVersion> {
    // Demo prices and real prices are never stored together, so any price that is not a correction decides.
    const rows = await this.database.sql.query<StoredDataVersion>(
      `select version::text, run_id::text as "runId", ${INSTANT} as "recordedAt",
         coalesce((select source = 'demo' from prices where source <> 'manual' limit 1), false) as demo
       from data_version`,
    );
    const row = rows[0];
    if (row === undefined) throw new Error('the table data_version is empty');
    return {
      version: Number(row.version),
      runId: row.runId === null ? null : Number(row.runId),
      recordedAt: row.recordedAt,
      demo: row.demo,
    };
  }
}
