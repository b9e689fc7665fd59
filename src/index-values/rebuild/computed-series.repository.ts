import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { calendarDay, Database, wholeNumber } from '../../platform/database';
import { SeriesChange } from './computation/computation';
import { SeriesTable } from './series-table';

/** Reads the stored rows of a computed series, and changes them; what is superseded moves to the revisions. */
@Injectable()
export class ComputedSeriesRepository {
  constructor(private readonly database: Database) {}

  /**
   * The stored rows from the day after `after` on (undefined: from the beginning), in no order, as PostgreSQL's binary
   * COPY of the key and the values of the table.
   */
  copyRows(table: SeriesTable, indexId: number, after: string | undefined): Readable {
    const since = after === undefined ? '' : `and date > '${calendarDay(after)}'`;
    return this.database.transaction.copyTo(
      `copy (select ${columnsOf(table)} from ${table.name} where index_id = ${wholeNumber(indexId)} ${since})
       to stdout (format binary)`,
    );
  }

  /** Writes and removes what `change` says. Returns how many rows were written or removed. */
  async apply(table: SeriesTable, index: { id: number; runId: number }, change: SeriesChange): Promise<number> {
    if (change.rows === 0) return 0;
    await this.load(table, change);
    await this.allowNestedLoops(false);
    await this.database.transaction.query(supersede(table), [index.id, index.runId]);
    const removed = await this.database.transaction.query<{ count: string }>(remove(table), [index.id]);
    const written = await this.database.transaction.query<{ count: string }>(upsert(table), [index.id, index.runId]);
    await this.allowNestedLoops(true);
    await this.database.transaction.query(`drop table incoming_${table.name}`);
    return Number(removed[0]?.count) + Number(written[0]?.count);
  }

  /**
   * Of a series that was first stored a moment ago there are no statistics: the planner takes it for a small one, and a
   * nested loop over half a million weights does not end within the time that a statement has.
   */
  private async allowNestedLoops(allowed: boolean): Promise<void> {
    await this.database.transaction.query(`set local enable_nestloop = ${allowed ? 'on' : 'off'}`);
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

const sameKey = ({ key }: SeriesTable): string => key.map((column) => `i.${column} = s.${column}`).join(' and ');

/** What a run wrote itself it does not keep as a revision: nobody has seen it. */
function supersede(table: SeriesTable): string {
  const columns = ['index_id', ...table.key, ...table.values, 'run_id'];
  return `insert into ${table.revisions} (${columns.join(', ')}, superseded_by)
    select ${columns.map((column) => `s.${column}`).join(', ')}, $2
    from incoming_${table.name} i join ${table.name} s on ${sameKey(table)}
    where s.index_id = $1 and s.run_id <> $2`;
}

function remove(table: SeriesTable): string {
  return `with removed as (
      delete from ${table.name} s using incoming_${table.name} i
      where i.goes and s.index_id = $1 and ${sameKey(table)} returning 1
    ) select count(*)::text as count from removed`;
}

function upsert(table: SeriesTable): string {
  const changes = [...table.values, 'run_id'].map((column) => `${column} = excluded.${column}`).join(', ');
  return `with written as (
      insert into ${table.name} (index_id, ${columnsOf(table)}, run_id)
      select $1, ${columnsOf(table)}, $2 from incoming_${table.name} where not goes
      on conflict (index_id, ${table.key.join(', ')}) do update set ${changes} returning 1
    ) select count(*)::text as count from written`;
}
