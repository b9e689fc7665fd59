import { Injectable, OnModuleInit } from '@nestjs/common';
import { Disposable, Disposables } from '../../platform/cleanup';
import { Database } from '../../platform/database';

const OLD = 'least(expires_at, revoked_at) < $1';

/** Sessions that ended long ago, with their refresh tokens. */
@Injectable()
export class EndedSessions implements Disposable, OnModuleInit {
  readonly name = 'sessions';

  constructor(
    private readonly database: Database,
    private readonly disposables: Disposables,
  ) {}

  onModuleInit(): void {
    this.disposables.add(this);
  }

  async count(before: Date): Promise<number> {
    const rows = await this.database.sql.query<{ count: number }>(
      `select count(*)::int as count from sessions where ${OLD}`,
      [before],
    );
    return rows[0]?.count ?? 0;
  }

  async remove(before: Date): Promise<number> {
    return (await this.database.transaction.query(`delete from sessions where ${OLD} returning id`, [before])).length;
  }
}
