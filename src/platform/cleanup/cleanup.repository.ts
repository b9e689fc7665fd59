import { Injectable } from '@nestjs/common';
import { Database } from '../database';
import { CleanupCounts, CleanupRequester } from './cleanup';
import { Disposable } from './disposables';

@Injectable()
export class CleanupRepository {
  constructor(private readonly database: Database) {}

  /** How many rows there are from before an instant. */
  async count({ table, condition }: Disposable, before: Date): Promise<number> {
    const rows = await this.database.sql.query<{ count: number }>(
      `select count(*)::int as count from ${table} where ${condition}`,
      [before],
    );
    return rows[0]?.count ?? 0;
  }

  /** Deletes them. Returns how many there were. */
  async remove({ table, condition }: Disposable, before: Date): Promise<number> {
    const rows = await this.database.transaction.query<{ count: number }>(
      `with removed as (delete from ${table} where ${condition} returning 1) select count(*)::int as count from removed`,
      [before],
    );
    return rows[0]?.count ?? 0;
  }

  /** One line of the record that is never deleted. A job that is done twice leaves one. */
  async record(
    jobId: string | null,
    daysToKeep: number,
    { name, requestId }: CleanupRequester,
    removed: CleanupCounts,
  ): Promise<void> {
    await this.database.transaction.query(
      `insert into cleanups (job_id, days_to_keep, removed, requested_by, request_id) values ($1, $2, $3, $4, $5)
       on conflict (job_id) do nothing`,
      [jobId, daysToKeep, JSON.stringify(removed), name, requestId ?? null],
    );
  }
}
