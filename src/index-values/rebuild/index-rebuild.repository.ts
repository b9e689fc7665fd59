import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { Checkpoint } from '../../index-methods';
import { calendarDay, Database, wholeNumber } from '../../platform/database';
import { Constituent, SeriesChange, SeriesChanges } from './computation';
import { ALLOCATIONS, INDEX_VALUES, RISK_METRICS, SeriesTable } from './series-table';

/** The index whose series change, and the run that changes them. */
interface RebuiltIndex {
  readonly id: number;
  readonly runId: number;
}

/** How many rows of an index a rebuild wrote or removed. */
export interface RebuiltRows {
  readonly indexValues: number;
  readonly allocations: number;
  readonly riskMetrics: number;
}

/** The rows that a rebuild reads besides prices, and the computed series that it writes. Superseded rows become revisions. */
@Injectable()
export class IndexRebuildRepository {
  constructor(private readonly database: Database) {}

  /** Until the transaction ends, aggregates stay in memory and use one process: readers keep the other cores. */
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

  /**
   * The stored rows from the day after `after` on (undefined: from the beginning), in no order, as PostgreSQL's binary
   * COPY of an array for each column of the key and the values of the table: of many rows a day those of a day together.
   */
  copyRows(table: SeriesTable, indexId: number, after: string | undefined): Readable {
    const since = after === undefined ? '' : `and date > '${calendarDay(after)}'`;
    return this.database.transaction.copyTo(
      `copy (select ${arraysOf(table)} from ${table.name} where index_id = ${wholeNumber(indexId)} ${since}
             ${table.key.length > 1 ? 'group by date' : ''}) to stdout (format binary)`,
    );
  }

  /** Writes and removes rows. Returns how many rows of each series were written or removed. */
  async apply(index: RebuiltIndex, changes: SeriesChanges): Promise<RebuiltRows> {
    await this.allowNestedLoops(false);
    const rows = {
      indexValues: await this.change(INDEX_VALUES, index, changes.indexValues),
      allocations: await this.change(ALLOCATIONS, index, changes.allocations),
      riskMetrics: await this.change(RISK_METRICS, index, changes.riskMetrics),
    };
    await this.allowNestedLoops(true);
    return rows;
  }

  /**
   * A series first stored a moment ago has no statistics, so the planner takes it for a small one. A nested loop over half a
   * million weights would exceed the statement timeout.
   */
  private async allowNestedLoops(allowed: boolean): Promise<void> {
    await this.database.transaction.query(`set local enable_nestloop = ${allowed ? 'on' : 'off'}`);
  }

  private async change(table: SeriesTable, { id, runId }: RebuiltIndex, change: SeriesChange): Promise<number> {
    if (change.rows === 0) return 0;
    await this.load(table, change);
    const changed = await this.database.transaction.query<{ count: number }>(changeOf(table), [id, runId]);
    await this.database.transaction.query(`drop table staging_${table.name}`);
    return changed[0]?.count ?? 0;
  }

  private async load(table: SeriesTable, change: SeriesChange): Promise<void> {
    const staging = `staging_${table.name}`;
    await this.database.transaction.query(
      `create temporary table ${staging} on commit drop
       as select ${columnsOf(table)}, false as removed from ${table.name} with no data`,
    );
    await pipeline(
      Readable.from([change.text]),
      this.database.transaction.copyFrom(`copy ${staging} (${columnsOf(table)}, removed) from stdin`),
    );
    await this.database.transaction.query(`analyze ${staging}`);
  }
}

const columnsOf = ({ key, values }: SeriesTable): string => [...key, ...values].join(', ');

const arraysOf = ({ key, values }: SeriesTable): string =>
  [...key, ...values].map((column) => `array_agg(${column})`).join(', ');

const sameKey = ({ key }: SeriesTable): string => key.map((column) => `i.${column} = s.${column}`).join(' and ');

/**
 * One statement whose three parts see the same rows and change different ones. Rows that this run wrote itself do not become
 * revisions, because they were never visible.
 */
function changeOf(table: SeriesTable): string {
  const kept = ['index_id', ...table.key, ...table.values, 'run_id'];
  const changes = [...table.values, 'run_id'].map((column) => `${column} = excluded.${column}`).join(', ');
  return `with superseded as (
      insert into ${table.revisions} (${kept.join(', ')}, superseded_by)
      select ${kept.map((column) => `s.${column}`).join(', ')}, $2
      from staging_${table.name} i join ${table.name} s on ${sameKey(table)}
      where s.index_id = $1 and s.run_id <> $2
    ), deleted as (
      delete from ${table.name} s using staging_${table.name} i
      where i.removed and s.index_id = $1 and ${sameKey(table)} returning 1
    ), written as (
      insert into ${table.name} (index_id, ${columnsOf(table)}, run_id)
      select $1, ${columnsOf(table)}, $2 from staging_${table.name} where not removed
      on conflict (index_id, ${table.key.join(', ')}) do update set ${changes} returning 1
    ) select (select count(*) from deleted) + (select count(*) from written) as count`;
}
