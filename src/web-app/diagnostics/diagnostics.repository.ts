import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';

export interface TableSummary {
  readonly name: string;
  readonly rows: number;
  /** Null for tables without dates and for empty tables. */
  readonly earliest: string | null;
  readonly latest: string | null;
}

export interface FetchedPrices {
  readonly any: boolean;
  readonly latest: string | null;
}

/** Counts all rows, which takes long on large tables: callers memoize the result. */
@Injectable()
export class DiagnosticsRepository {
  constructor(private readonly database: Database) {}

  /** Of the assets that a refresh fetches: whether there are any, and their newest day. */
  async fetched(): Promise<FetchedPrices> {
    const rows = await this.database.sql.query<FetchedPrices>(
      `select count(*) > 0 as any, max(last.date) as latest from assets left join lateral (
         select date from prices where asset_id = assets.id order by date desc limit 1
       ) as last on true where active and fetch_source <> 'none'`,
    );
    return rows[0] ?? { any: false, latest: null };
  }

  tables(): Promise<TableSummary[]> {
    return this.database.sql.query<TableSummary>(
      `select 'users' as name, count(*)::int as rows, null::date as earliest, null::date as latest from users
       union all select 'assets', count(*)::int, null, null from assets
       union all select 'prices', count(*)::int, min(date), max(date) from prices
       union all select 'index_values', count(*)::int, min(date), max(date) from index_values
       union all select 'allocations', count(*)::int, min(date), max(date) from allocations`,
    );
  }
}
