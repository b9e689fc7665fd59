import { Injectable } from '@nestjs/common';
import { AssetKind } from '../assets';
import { Database } from '../platform/database';
import { DEMO_SOURCE } from '../prices';
import { RunStage } from '../runs';

/** How old the prices of the assets of one kind are, those that a refresh fetches. */
export interface KindStaleness {
  readonly kind: AssetKind;
  /** Calendar days since the newest price; null when there is none. */
  readonly newest: number | null;
  /** Number of assets whose newest price is too old, or that have waited too long for their first price. */
  readonly stale: number;
  /** Up to five of them, the stalest first. */
  readonly symbols: readonly string[];
}

/** Ages in seconds. */
export interface RefreshState {
  /** Since the last successful refresh ended; null when there is none. */
  readonly successAge: number | null;
  /** Whether the last refresh that ended failed. */
  readonly lastFailed: boolean;
  /** Of the last successful refresh of all assets; null when there is none. */
  readonly neverFound: number | null;
  /** The stage and the age of the running refresh; null when none is running. */
  readonly stage: RunStage | null;
  readonly runningFor: number | null;
}

/** What operators see of prices and runs. Aggregates over tables of other features, read only. */
@Injectable()
export class OpsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Of the kinds that have active assets that a refresh fetches. Demo prices are never stale.
   * @param today `YYYY-MM-DD` @param days the greatest age that is not stale
   */
  staleness(today: string, days: number): Promise<KindStaleness[]> {
    return this.database.sql.query<KindStaleness>(
      `select kind, min(age)::int as newest, (count(*) filter (where late))::int as stale,
         coalesce((array_agg(symbol order by age desc, symbol) filter (where late))[1:5], '{}') as symbols
       from assets left join lateral (
         select date, source from prices where asset_id = assets.id order by date desc limit 1
       ) as last on true cross join lateral (
         select $1::date - date as age,
           $1::date - coalesce(date, created_at::date) > $2 and source is distinct from $3 as late
       ) as state
       where active and fetch_source <> 'none' group by kind order by kind`,
      [today, days, DEMO_SOURCE],
    );
  }

  async refreshState(): Promise<RefreshState | undefined> {
    const rows = await this.database.sql.query<RefreshState>(
      `select
         (select extract(epoch from clock_timestamp() - finished_at)::float8 from runs
          where kind = 'refresh' and status = 'succeeded' order by id desc limit 1) as "successAge",
         coalesce((select status = 'failed' from runs
          where kind = 'refresh' and status <> 'running' order by id desc limit 1), false) as "lastFailed",
         (select coalesce((counts ->> 'neverFound')::int, 0) from runs
          where kind = 'refresh' and status = 'succeeded' and not parameters ?| array['assets', 'provider']
          order by id desc limit 1) as "neverFound",
         running.stage, running.age as "runningFor"
       from (select 1) as one left join lateral (
         select stage, extract(epoch from clock_timestamp() - started_at)::float8 as age from runs
         where kind = 'refresh' and status = 'running' order by id desc limit 1
       ) as running on true`,
    );
    return rows[0];
  }
}
