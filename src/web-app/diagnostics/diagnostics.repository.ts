import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';

export interface TableFacts {
  readonly name: string;
  readonly rows: number;
  /** Null of tables that have no days, and of empty ones. */
  readonly earliest: string | null;
  readonly latest: string | null;
}

/** Counts what is stored. A snapshot's worth of work: to be remembered. */
@Injectable()
export class DiagnosticsRepository {
  constructor(private readonly database: Database) {}

  tables(): Promise<TableFacts[]> {
    return this.database.sql.query<TableFacts>(
      `select 'users' as name, count(*)::int as rows, null::date as earliest, null::date as latest from users
       union all select 'assets', count(*)::int, null, null from assets
       union all select 'prices', count(*)::int, min(date), max(date) from prices
       union all select 'index_values', count(*)::int, min(date), max(date) from index_values
       union all select 'allocations', count(*)::int, min(date), max(date) from allocations`,
    );
  }
}
