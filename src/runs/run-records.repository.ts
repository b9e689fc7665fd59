import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { RunKind, RunRecord } from './run';

const COLUMNS = `id, kind, status, stage, source, parameters, counts, reason, error_category as "errorCategory",
  error_detail as "errorDetail", request_id as "requestId", requested_by as "requestedBy", reverts,
  (select max(id) from runs later where later.reverts = runs.id and later.status = 'succeeded') as "revertedBy",
  data_version as "dataVersion", started_at as "startedAt", finished_at as "finishedAt"`;

@Injectable()
export class RunRecordsRepository {
  constructor(private readonly database: Database) {}

  async findById(id: number): Promise<RunRecord | undefined> {
    const rows = await this.database.sql.query<RunRecord>(`select ${COLUMNS}, outcomes from runs where id = $1`, [id]);
    return rows[0];
  }

  /** At most `limit` runs that began before run `before`, the newest first. */
  list(kind: RunKind | undefined, limit: number, before: number | undefined): Promise<RunRecord[]> {
    return this.database.sql.query<RunRecord>(
      `select ${COLUMNS}, outcomes from runs where ($1::text is null or kind = $1) and ($3::bigint is null or id < $3)
       order by id desc limit $2`,
      [kind ?? null, limit, before ?? null],
    );
  }
}
