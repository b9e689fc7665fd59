import { Injectable } from '@nestjs/common';
import { Database } from '../database';
import { RetentionPolicy } from './retention-policies';

/** Numbers of rows by the name of their policy. */
export type PurgeCounts = Readonly<Record<string, number>>;

export interface PurgeRequester {
  readonly name: string;
  readonly requestId?: string;
}

/** SQL, because the tables are given by the policies. */
@Injectable()
export class RetentionRepository {
  constructor(private readonly database: Database) {}

  async count({ table, condition }: RetentionPolicy, before: Date): Promise<number> {
    const rows = await this.database.sql.query<{ count: number }>(
      `select count(*)::int as count from ${table} where ${condition}`,
      [before],
    );
    return rows[0]?.count ?? 0;
  }

  /** Returns how many rows it deleted. */
  async delete({ table, condition }: RetentionPolicy, before: Date): Promise<number> {
    const rows = await this.database.transaction.query<{ count: number }>(
      `with removed as (delete from ${table} where ${condition} returning 1) select count(*)::int as count from removed`,
      [before],
    );
    return rows[0]?.count ?? 0;
  }

  /** Adds the purge to the record, which is never deleted. A job that runs twice is recorded once. */
  async record(
    jobId: string | null,
    daysToKeep: number,
    { name, requestId }: PurgeRequester,
    removed: PurgeCounts,
  ): Promise<void> {
    await this.database.transaction.query(
      `insert into cleanups (job_id, days_to_keep, removed, requested_by, request_id) values ($1, $2, $3, $4, $5)
       on conflict (job_id) do nothing`,
      [jobId, daysToKeep, JSON.stringify(removed), name, requestId ?? null],
    );
  }
}
