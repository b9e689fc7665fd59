import { Injectable, OnModuleInit } from '@nestjs/common';
import { Disposable, Disposables } from '../../cleanup/disposables';
import { Database } from '../../database';

const OLD = `told = 'recovered' and last_at < $1`;

/** Alerts that were over long ago, which everybody has been told. */
@Injectable()
export class SettledAlerts implements Disposable, OnModuleInit {
  readonly name = 'alerts';

  constructor(
    private readonly database: Database,
    private readonly disposables: Disposables,
  ) {}

  onModuleInit(): void {
    this.disposables.add(this);
  }

  async count(before: Date): Promise<number> {
    const rows = await this.database.sql.query<{ count: number }>(
      `select count(*)::int as count from alerts where ${OLD}`,
      [before],
    );
    return rows[0]?.count ?? 0;
  }

  async remove(before: Date): Promise<number> {
    return (await this.database.transaction.query(`delete from alerts where ${OLD} returning id`, [before])).length;
  }
}
