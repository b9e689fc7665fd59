import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { calendarDay, Database, wholeNumber } from '../../platform/database';
import { SeriesChange, SeriesChanges } from './computation/computation';
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

/** Reads the stored rows of a computed series, and changes them; what is superseded moves to the revisions. */
@Injectable()
export class ComputedSeriesRepository {
  constructor(private readonly database: Database) {}

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

  /** Writes and removes what the changes say. Returns how many rows of each series were written or removed. */
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
   * Of a series that was first stored a moment ago there are no statistics: the planner takes it for a small one, and a
   * nested loop over half a million weights does not end within the time that a statement has.
   */
  private async allowNestedLoops(allowed: boolean): Promise<void> {
    await this.database.transaction.query(`set local enable_nestloop = ${allowed ? 'on' : 'off'}`);
  }

  private async change(table: SeriesTable, { id, runId }: RebuiltIndex, change: SeriesChange): Promise<number> {
    if (change.rows === 0) return 0;
    await this.load(table, change);
    const changed = await this.database.transaction.query<{ count: number }>(changeOf(table), [id, runId]);
    await this.database.transaction.query(`drop table incoming_${table.name}`);
    return changed[0]?.count ?? 0;
  }

  private async load(table: SeriesTable, change: SeriesChange): Promise<void> {
    const incoming = `incoming_${table.name}`;
    await this.database.transaction.query(
      `create temporary table ${incoming} on commit drop
       as select ${columnsOf(table)}, false as goes from ${table.name} with no data`,
    );
    await pipeline(
      Readable.from([change.text]),
      this.database.transaction.copyFrom(`copy ${incoming} (${columnsOf(table)}, goes) from stdin`),
    );
    await this.database.transaction.query(`analyze ${incoming}`);
  }
}

const columnsOf = ({ key, values }: SeriesTable): string => [...key, ...values].join(', ');

const arraysOf = ({ key, values }: SeriesTable): string =>
  [...key, ...values].map((column) => `array_agg(${column})`).join(', ');

const sameKey = ({ key }: SeriesTable): string => key.map((column) => `i.${column} = s.${column}`).join(' and ');

/**
 * One statement, whose three parts see the same rows and change different ones. What a run wrote itself it does not keep as
 * a revision: nobody has seen it.
 */
function changeOf(table: SeriesTable): string {
  const kept = ['index_id', ...table.key, ...table.values, 'run_id'];
  const changes = [...table.values, 'run_id'].map((column) => `${column} = excluded.${column}`).join(', ');
  return `with superseded as (
      insert into ${table.revisions} (${kept.join(', ')}, superseded_by)
      select ${kept.map((column) => `s.${column}`).join(', ')}, $2
      from incoming_${table.name} i join ${table.name} s on ${sameKey(table)}
      where s.index_id = $1 and s.run_id <> $2
    ), removed as (
      delete from ${table.name} s using incoming_${table.name} i
      where i.goes and s.index_id = $1 and ${sameKey(table)} returning 1
    ), written as (
      insert into ${table.name} (index_id, ${columnsOf(table)}, run_id)
      select $1, ${columnsOf(table)}, $2 from incoming_${table.name} where not goes
      on conflict (index_id, ${table.key.join(', ')}) do update set ${changes} returning 1
    ) select (select count(*) from removed) + (select count(*) from written) as count`;
}
