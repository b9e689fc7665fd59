import { Injectable } from '@nestjs/common';
import { Database } from '../database';
import { CleanupCounts, CleanupRequester } from './cleanup';

@Injectable()
export class CleanupRepository {
  constructor(private readonly database: Database) {}

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
