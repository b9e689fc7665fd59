import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { Requester } from '../runs';
import { ReportContent, NewReport, Report, ReportRecord } from './report';
const COLUMNS = `reports.id, type, slug as index, period_days as "periodDays", status, error,
  reports.created_at as "createdAt", ended_at as "endedAt"`;
const FROM = 'from reports join indices on indices.id = reports.index_id';

@Injectable()
export class ReportsRepository {
  constructor(private readonly database: Database) {}

  async insert(indexId: number, { type, periodDays }: NewReport, requester: Requester): Promise<number> {
    const rows = await this.database.transaction.query<{ id: number }>(
      `insert into reports (index_id, type, period_days, requested_by, request_id) values ($1, $2, $3, $4, $5)
       returning id`,
      [indexId, type, periodDays, requester.name, requester.requestId ?? null],
    );
    const id = rows[0]?.id;
    if (id === undefined) throw new Error('an inserted row has an id');
    return id;
  }

  /** Everything that `work` reads is of one instant. */
  atOneInstant<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.database.snapshot(work);
  }

  async findById(id: number): Promise<Report | undefined> {
    const rows = await this.database.sql.query<Report>(`select ${COLUMNS}, content ${FROM} where reports.id = $1`, [
      id,
    ]);
    return rows[0];
  }

  /** At most `limit` reports with ids below `before`, the newest first. */
  list(limit: number, before: number | undefined): Promise<ReportRecord[]> {
    return this.database.sql.query<ReportRecord>(
      `select ${COLUMNS} ${FROM} where $2::bigint is null or reports.id < $2 order by reports.id desc limit $1`,
      [limit, before ?? null],
    );
  }

  /** A ready report stays unchanged. */
  async store(id: number, content: ReportContent): Promise<void> {
    await this.database.transaction.query(
      `update reports set status = 'ready', content = $2, error = null, ended_at = clock_timestamp()
       where id = $1 and status <> 'ready'`,
      [id, JSON.stringify(content)],
    );
  }

  async fail(id: number, error: string): Promise<void> {
    await this.database.transaction.query(
      `update reports set status = 'failed', error = $2, ended_at = clock_timestamp() where id = $1 and status <> 'ready'`,
      [id, error],
    );
  }
}
