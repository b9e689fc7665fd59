import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Checkpoint } from '../../index-methods';
import { calendarDay, Database, wholeNumber } from '../../platform/database';
import { Constituent } from './computation/computation';

/** What a rebuild reads besides prices: who belongs to an index, and what of it is stored and still true. */
@Injectable()
export class RebuildInputsRepository {
  constructor(private readonly database: Database) {}

  /** Series are gathered in memory, and by one process: who reads meanwhile has the other cores. Until the transaction ends. */
  async prepareGathering(): Promise<void> {
    await this.database.transaction.query(`set local work_mem = '64MB'; set local max_parallel_workers_per_gather = 0`);
  }

  /** Null: every share and fund, active or not. */
  findConstituents(symbols: readonly string[] | null): Promise<Constituent[]> {
    return this.database.transaction.query<Constituent>(
      `select id, symbol from assets
       where case when $1::text[] is null then kind in ('equity', 'etf') else symbol = any($1) end
       order by symbol collate "C"`,
      [symbols],
    );
  }

  /** The last rebalance before `day`, with the level of its day. */
  async findCheckpoint(indexId: number, day: string): Promise<Checkpoint | undefined> {
    const rows = await this.database.transaction.query<{
      date: string;
      level: number;
      symbols: string[];
      weights: number[];
    }>(
      `with last as (
         select v.date, v.value from index_values v
         where v.index_id = $1 and v.date < $2
           and exists (select from allocations a where a.index_id = v.index_id and a.date = v.date)
         order by v.date desc limit 1
       )
       select last.date, last.value as level, array_agg(assets.symbol order by assets.symbol collate "C") as symbols,
         array_agg(a.weight order by assets.symbol collate "C") as weights
       from last join allocations a on a.index_id = $1 and a.date = last.date join assets on assets.id = a.asset_id
       group by last.date, last.value`,
      [indexId, day],
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    return { level: row.level, rebalance: { date: row.date, symbols: row.symbols, weights: row.weights } };
  }

  /** The stored levels up to and including `day`, ascending, as PostgreSQL's binary COPY of an array of dates and one of values. */
  copyLevelsUpTo(indexId: number, day: string): Readable {
    return this.database.transaction.copyTo(
      `copy (select array_agg(date order by date), array_agg(value order by date) from index_values
             where index_id = ${wholeNumber(indexId)} and date <= '${calendarDay(day)}')
       to stdout (format binary)`,
    );
  }
}
