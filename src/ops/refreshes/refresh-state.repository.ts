import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { RunStage } from '../../runs';

/** Ages are seconds. */
export interface RefreshState {
  /** Since the last refresh that succeeded ended; null: none has. */
  readonly successAge: number | null;
  /** Whether the last refresh that ended failed. */
  readonly lastFailed: boolean;
  /** Of the refresh under way; null: none is. */
  readonly stage: RunStage | null;
  readonly runningFor: number | null;
}

@Injectable()
export class RefreshStateRepository {
  constructor(private readonly database: Database) {}

  async read(): Promise<RefreshState | undefined> {
    const rows = await this.database.sql.query<RefreshState>(
      `select
         (select extract(epoch from clock_timestamp() - finished_at)::float8 from runs
          where kind = 'refresh' and status = 'succeeded' order by id desc limit 1) as "successAge",
         coalesce((select status = 'failed' from runs
          where kind = 'refresh' and status <> 'running' order by id desc limit 1), false) as "lastFailed",
         running.stage, running.age as "runningFor"
       from (select 1) as one left join lateral (
         select stage, extract(epoch from clock_timestamp() - started_at)::float8 as age from runs
         where kind = 'refresh' and status = 'running' order by id desc limit 1
       ) as running on true`,
    );
    return rows[0];
  }
}
