import { Injectable, OnModuleInit } from '@nestjs/common';
import { Disposable, Disposables } from '../platform/cleanup';
import { Database } from '../platform/database';

const OLD = `status <> 'queued' and created_at < $1`;

/** Reports of long ago: another one of the same days says the same. */
@Injectable()
export class OldReports implements Disposable, OnModuleInit {
  readonly name = 'reports';

  constructor(
    private readonly database: Database,
    private readonly disposables: Disposables,
  ) {}

  onModuleInit(): void {
    this.disposables.add(this);
  }

  async count(before: Date): Promise<number> {
    const rows = await this.database.sql.query<{ count: number }>(
      `select count(*)::int as count from reports where ${OLD}`,
      [before],
    );
    return rows[0]?.count ?? 0;
  }

  async remove(before: Date): Promise<number> {
    return (await this.database.transaction.query(`delete from reports where ${OLD} returning id`, [before])).length;
  }
}
