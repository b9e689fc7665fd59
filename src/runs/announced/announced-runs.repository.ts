import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { NewRun, RunCounts, RunKind, RunOutcome, RunStage } from '../run';

/** Among the advisory locks of the database, those of runs under way. */
const LOCKS_OF_RUNS = 7_301;

/** The second half of an advisory lock's name has 31 bits. */
const LOCK = `${LOCKS_OF_RUNS}, ($1::bigint % 2147483647)::int`;

/** Between two leases a run has no lock for some milliseconds; its sign of life is younger than this then. */
const SURELY_ALIVE = `interval '5 seconds'`;

/** A run that has just been ended, as far as others want to know. */
export interface EndedRun {
  readonly kind: RunKind;
  readonly requestId: string | null;
}

@Injectable()
export class AnnouncedRunsRepository {
  constructor(private readonly database: Database) {}

  async findRunning(kind: RunKind): Promise<number | undefined> {
    const rows = await this.database.sql.query<{ id: number }>(
      `select id from runs where kind = $1 and status = 'running' order by id desc limit 1`,
      [kind],
    );
    return rows[0]?.id;
  }

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

  /** Returns whether the run is still under way. */
  async report(runId: number, stage: RunStage, counts: RunCounts): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `update runs set stage = $2, counts = counts || $3::jsonb, heartbeat_at = clock_timestamp()
       where id = $1 and status = 'running' returning id`,
      [runId, stage, JSON.stringify(counts)],
    );
    return rows.length > 0;
  }

  /** Returns what the run was, if it was still under way. */
  async fail(
    runId: number,
    category: string,
    detail: string,
    outcomes: readonly RunOutcome[],
  ): Promise<EndedRun | undefined> {
    const rows = await this.database.transaction.query<EndedRun>(
      `update runs set status = 'failed', error_category = $2, error_detail = $3, outcomes = $4,
         finished_at = clock_timestamp() where id = $1 and status = 'running' returning kind, request_id as "requestId"`,
      [runId, category, detail, JSON.stringify(outcomes)],
    );
    return rows[0];
  }

  /** Does the work while this process holds the run's lock. It is free as soon as the process or its connection is gone. */
  whileLocked(runId: number, work: () => Promise<void>): Promise<void> {
    return this.database.snapshot(async (snapshot) => {
      await snapshot.query(`select pg_advisory_xact_lock(${LOCK})`, [runId]);
      await work();
    });
  }

  async beat(runId: number): Promise<void> {
    await this.database.transaction.query('update runs set heartbeat_at = clock_timestamp() where id = $1', [runId]);
  }

  /** The run, if it is under way and its last sign of life is not of this moment. */
  async findSilent(runId: number): Promise<{ stage: RunStage | null } | undefined> {
    const rows = await this.database.sql.query<{ stage: RunStage | null }>(
      `select stage from runs
       where id = $1 and status = 'running' and heartbeat_at < clock_timestamp() - ${SURELY_ALIVE}`,
      [runId],
    );
    return rows[0];
  }

  /** A run like this that nobody has begun, nor will before the transaction ends. */
  async lockQueued({ kind, parameters = {} }: Pick<NewRun, 'kind' | 'parameters'>): Promise<number | undefined> {
    const rows = await this.database.transaction.query<{ id: number }>(
      `select id from runs where kind = $1 and status = 'running' and stage = 'queued' and parameters = $2::jsonb
       order by id desc limit 1 for update skip locked`,
      [kind, JSON.stringify(parameters)],
    );
    return rows[0]?.id;
  }

  /** Ends the run if nobody has begun it. Returns what it was, if it did. */
  async failQueued(runId: number, category: string, detail: string): Promise<EndedRun | undefined> {
    const rows = await this.database.transaction.query<EndedRun>(
      `update runs set status = 'failed', error_category = $2, error_detail = $3, finished_at = clock_timestamp()
       where id = $1 and status = 'running' and stage = 'queued' returning kind, request_id as "requestId"`,
      [runId, category, detail],
    );
    return rows[0];
  }

  /** Ends the run if it is under way, nobody holds its lock and it gave no sign of life. Returns what it was, if it did. */
  async failDead(runId: number, category: string, detail: string): Promise<EndedRun | undefined> {
    const rows = await this.database.transaction.query<EndedRun>(
      `update runs set status = 'failed', error_category = $2, error_detail = $3, finished_at = clock_timestamp()
       where id = $1 and status = 'running' and heartbeat_at < clock_timestamp() - ${SURELY_ALIVE}
         and pg_try_advisory_xact_lock(${LOCK}) returning kind, request_id as "requestId"`,
      [runId, category, detail],
    );
    return rows[0];
  }
}
