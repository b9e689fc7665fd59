import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { RefreshRequest } from '../refresh-request';
import { RefreshReport } from '../run/refresh-report';

export interface KeptRehearsal {
  /** Whether it answered this request. */
  readonly same: boolean;
  readonly report: RefreshReport;
}

@Injectable()
export class RehearsalsRepository {
  constructor(private readonly database: Database) {}

  async find(key: string, request: RefreshRequest): Promise<KeptRehearsal | undefined> {
    const rows = await this.database.sql.query<KeptRehearsal>(
      'select request = $2::jsonb as same, report from rehearsals where idempotency_key = $1',
      [key, JSON.stringify(request)],
    );
    return rows[0];
  }

  async isKeyUsed(key: string): Promise<boolean> {
    const rows = await this.database.sql.query('select 1 from rehearsals where idempotency_key = $1', [key]);
    return rows.length > 0;
  }

  /** The first one stays. */
  async keep(key: string, request: RefreshRequest, report: RefreshReport): Promise<void> {
    await this.database.transaction.query(
      `insert into rehearsals (idempotency_key, request, report) values ($1, $2, $3)
       on conflict (idempotency_key) do nothing`,
      [key, JSON.stringify(request), JSON.stringify(report)],
    );
  }
}
