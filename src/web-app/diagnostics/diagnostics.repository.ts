import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';

export interface TableSummary {
  readonly name: string;
  readonly rows: number;
  /** Null for tables without dates and for empty tables. */
  readonly earliest: string | null;
  readonly latest: string | null;
}

/** Counts all rows, which takes long on large tables: callers memoize the result. */
@Injectable()
export class DiagnosticsRepository {
  constructor(private readonly database: Database) {}

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
