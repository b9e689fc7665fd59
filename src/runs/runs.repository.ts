import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { DataVersion, NewRun, RunCounts, RunKind, RunOutcome, RunStage } from './run';

const INSTANT = `to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

@Injectable()
export class RunsRepository {
  constructor(private readonly database: Database) {}

  /** Until the transaction ends nobody else changes the data. */
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

  /** Returns its kind if it was still under way; others end a run whose process seems to be dead. */
  async succeed(runId: number, counts: RunCounts, outcomes: readonly RunOutcome[]): Promise<RunKind | undefined> {
    const rows = await this.database.transaction.query<{ kind: RunKind }>(
      `update runs set status = 'succeeded', stage = 'done', counts = $2, outcomes = $3, finished_at = clock_timestamp()
       where id = $1 and status = 'running' returning kind`,
      [runId, JSON.stringify(counts), JSON.stringify(outcomes)],
    );
    return rows[0]?.kind;
  }

  /** The instant never goes back, whatever the server's clock does: `knownAt` orders versions by it. */
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

  /** The first run that took others back since a version. */
  async findRevertSince(version: number): Promise<number | undefined> {
    const rows = await this.database.transaction.query<{ id: number }>(
      `select id from runs where kind = 'revert' and data_version > $1 order by data_version limit 1`,
      [version],
    );
    return rows[0]?.id;
  }

  async dataVersion(): Promise<DataVersion> {
    const rows = await this.database.sql.query<{ version: string; runId: string | null; recordedAt: string }>(
      `select version::text, run_id::text as "runId", ${INSTANT} as "recordedAt" from data_version`,
    );
    const row = rows[0];
    if (row === undefined) throw new Error('the table data_version is empty');
    return {
      version: Number(row.version),
      runId: row.runId === null ? null : Number(row.runId),
      recordedAt: row.recordedAt,
    };
  }
}
