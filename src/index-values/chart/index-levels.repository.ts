import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';

/** Levels of an index as arrays, for what draws or calculates with them. */
@Injectable()
export class IndexLevelsRepository {
  constructor(private readonly database: Database) {}

  /** Ascending by day, both days included. */
  async between(indexId: number, from?: string, to?: string): Promise<{ dates: string[]; values: number[] }> {
    const rows = await this.database.sql.query<{ dates: string[] | null; values: number[] | null }>(
      `select array_agg(date::text order by date) as dates, array_agg(value order by date) as values
       from index_values where index_id = $1
         and date between coalesce($2, '-infinity'::date) and coalesce($3, 'infinity'::date)`,
      [indexId, from ?? null, to ?? null],
    );
    return { dates: rows[0]?.dates ?? [], values: rows[0]?.values ?? [] };
  }
}
