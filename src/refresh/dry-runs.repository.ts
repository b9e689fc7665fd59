import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { RefreshRequest } from './fetch-plan';
import { RefreshReport } from './refresh-report';

/** Reports of dry runs by idempotency key; the table has kept its first name. SQL instead of an entity: the database compares the requests. */
@Injectable()
export class DryRunsRepository {
  constructor(private readonly database: Database) {}

  /** `same`: whether the report is of this request. */
  async find(
    key: string,
    request: RefreshRequest,
  ): Promise<{ readonly same: boolean; readonly report: RefreshReport } | undefined> {
    const rows = await this.database.sql.query<{ same: boolean; report: RefreshReport }>(
      'select request = $2::jsonb as same, report from rehearsals where idempotency_key = $1',
      [key, JSON.stringify(request)],
    );
    return rows[0];
  }

  async isKeyUsed(key: string): Promise<boolean> {
    const rows = await this.database.sql.query('select 1 from rehearsals where idempotency_key = $1', [key]);
    return rows.length > 0;
  }

  /** Does nothing when there is a report with this key. */
  async insert(key: string, request: RefreshRequest, report: RefreshReport): Promise<void> {
    await this.database.transaction.query(
      `insert into rehearsals (idempotency_key, request, report) values ($1, $2, $3)
       on conflict (idempotency_key) do nothing`,
      [key, JSON.stringify(request), JSON.stringify(report)],
    );
  }
}
