import { Injectable } from '@nestjs/common';
import { AssetKind } from '../../assets';
import { Database } from '../../platform/database';
import { DEMO_SOURCE } from '../../prices';

/** How old the prices of the active assets of one kind are. */
export interface KindStaleness {
  readonly kind: AssetKind;
  /** Calendar days since the newest price; null: there is none. */
  readonly newest: number | null;
  /** Assets whose own newest price is older than allowed, or that have been waiting longer for their first one. */
  readonly stale: number;
  /** A few of them. */
  readonly symbols: readonly string[];
}

@Injectable()
export class StalenessRepository {
  constructor(private readonly database: Database) {}

  /**
   * Of kinds that have active assets. The made-up market is never stale: nobody waits for it.
   * @param today `YYYY-MM-DD` @param days the oldest that is not stale
   */
  read(today: string, days: number): Promise<KindStaleness[]> {
    return this.database.sql.query<KindStaleness>(
      `select kind, min(age)::int as newest, (count(*) filter (where late))::int as stale,
         coalesce((array_agg(symbol order by age desc, symbol) filter (where late))[1:5], '{}') as symbols
       from assets left join lateral (
         select date, source from prices where asset_id = assets.id order by date desc limit 1
       ) as last on true cross join lateral (
         select $1::date - date as age,
           $1::date - coalesce(date, created_at::date) > $2 and source is distinct from $3 as late
       ) as state
       where active group by kind order by kind`,
      [today, days, DEMO_SOURCE],
    );
  }
}
