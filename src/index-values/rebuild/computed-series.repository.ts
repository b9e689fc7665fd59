import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { CopyRows } from './computation/computation';
import { SeriesTable } from './series-table';

/** Stores a computed series in place of the stored one; what it supersedes moves to the revisions. */
@Injectable()
export class ComputedSeriesRepository {
  constructor(private readonly database: Database) {}

  /**
   * From the day after `after` on (undefined: from the beginning) the stored rows of the index become `rows`. A row that
   * is the same already is not written. Returns how many were written or removed.
   */
  async replace(
    table: SeriesTable,
    index: { readonly id: number; readonly runId: number; readonly after: string | undefined },
    rows: CopyRows,
  ): Promise<number> {
    await this.load(table, rows);
    await this.allowNestedLoops(false);
    const scope = [index.id, index.after ?? '-infinity', index.runId];
    await this.database.transaction.query(supersede(table), scope);
    const removed = await this.database.transaction.query<{ count: string }>(remove(table), scope.slice(0, 2));
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

  private async load(table: SeriesTable, rows: CopyRows): Promise<void> {
    const columns = [...table.key, ...table.values].join(', ');
    const incoming = `incoming_${table.name}`;
    await this.database.transaction.query(
      `create temporary table ${incoming} on commit drop as select ${columns} from ${table.name} with no data`,
    );
    await pipeline(
      Readable.from([rows.text]),
      this.database.transaction.copyFrom(`copy ${incoming} (${columns}) from stdin`),
    );
    await this.database.transaction.query(`analyze ${incoming}`);
  }
}

const sameKey = ({ key }: SeriesTable): string => key.map((column) => `i.${column} = s.${column}`).join(' and ');

const row = ({ values }: SeriesTable, alias: string): string =>
  `(${values.map((column) => `${alias}.${column}`).join(', ')})`;

/** What a run wrote itself it does not keep as a revision: nobody has seen it. */
function supersede(table: SeriesTable): string {
  const columns = ['index_id', ...table.key, ...table.values, 'run_id'];
  return `insert into ${table.revisions} (${columns.join(', ')}, superseded_by)
    select ${columns.map((column) => `s.${column}`).join(', ')}, $3
    from ${table.name} s left join incoming_${table.name} i on ${sameKey(table)}
    where s.index_id = $1 and s.date > $2 and s.run_id <> $3
      and (i.date is null or ${row(table, 's')} is distinct from ${row(table, 'i')})`;
}

function remove(table: SeriesTable): string {
  return `with removed as (
      delete from ${table.name} s where s.index_id = $1 and s.date > $2
        and not exists (select from incoming_${table.name} i where ${sameKey(table)}) returning 1
    ) select count(*)::text as count from removed`;
}

function upsert(table: SeriesTable): string {
  const columns = [...table.key, ...table.values];
  const changes = [...table.values, 'run_id'].map((column) => `${column} = excluded.${column}`).join(', ');
  return `with written as (
      insert into ${table.name} as s (index_id, ${columns.join(', ')}, run_id)
      select $1, ${columns.join(', ')}, $2 from incoming_${table.name}
      on conflict (index_id, ${table.key.join(', ')}) do update set ${changes}
      where ${row(table, 's')} is distinct from ${row(table, 'excluded')} returning 1
    ) select count(*)::text as count from written`;
}
