import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';

const COLUMNS = 'close, open, high, low, volume';

/** Whether a staged row `i` differs from the stored price `p`. A missing field is no difference while the closes agree. */
const DIFFERS = `(i.close, coalesce(i.open, p.open), coalesce(i.high, p.high), coalesce(i.low, p.low),
  coalesce(i.volume, p.volume)) is distinct from (p.close, p.open, p.high, p.low, p.volume)`;

const OVERWRITES = `(not p.protected and ${DIFFERS})`;

/** The rows of one asset, compared with the stored prices. */
export interface Comparison {
  readonly assetId: number;
  readonly ordinal: number;
  readonly new: number;
  readonly changed: number;
  readonly same: number;
  readonly protected: number;
  /** The first day that is new or changed. */
  readonly earliest: string | null;
}

/** A day of an asset that the batch has more than once. */
interface RepeatedDay {
  readonly ordinal: number;
  readonly date: string;
  readonly closes: readonly string[];
  /** Whether the rows differ. */
  readonly contradictory: boolean;
}

/**
 * Where a batch waits before it is stored: `staging_rows` holds its rows by the number of their symbol, `staging_assets`
 * maps the numbers to assets, and the view `staged_prices` joins both. All of it is dropped when the transaction ends.
 */
@Injectable()
export class StagingTableRepository {
  constructor(private readonly database: Database) {}

  async open(): Promise<void> {
    await this.database.transaction.query(`set local work_mem = '64MB'; set local client_min_messages = 'warning'`);
    await this.database.transaction.query(`
      drop table if exists pg_temp.staging_rows, pg_temp.staging_assets cascade;
      create temporary table staging_rows (
        ordinal integer not null, date date not null, close numeric not null,
        open numeric, high numeric, low numeric, volume numeric, line integer
      ) on commit drop;
      create temporary table staging_assets (ordinal integer not null, asset_id integer not null) on commit drop;
      create temporary view staged_prices as
        select asset_id, staging_rows.* from staging_rows join staging_assets using (ordinal)`);
  }

  /** Rows in COPY's text format, in the order of the columns. */
  async copy(rows: AsyncIterable<string>): Promise<void> {
    await pipeline(Readable.from(rows), this.database.transaction.copyFrom('copy staging_rows from stdin'));
  }

  async number(assets: readonly { readonly ordinal: number; readonly id: number }[]): Promise<void> {
    await this.database.transaction.query('insert into staging_assets select * from unnest($1::int[], $2::int[])', [
      assets.map(({ ordinal }) => ordinal),
      assets.map(({ id }) => id),
    ]);
    // A temporary table has no statistics before it is analyzed, and the planner takes it for a small one.
    await this.database.transaction.query('analyze staging_rows, staging_assets');
  }

  findRepeatedDays(ordinals: readonly number[]): Promise<RepeatedDay[]> {
    return this.database.transaction.query<RepeatedDay>(
      `select ordinal, date::text, array_agg(distinct close::text) as closes,
         greatest(count(distinct close), count(distinct open), count(distinct high), count(distinct low),
           count(distinct volume)) > 1 as contradictory
       from staging_rows where ordinal = any($1) group by ordinal, date having count(*) > 1 order by ordinal, date`,
      [ordinals],
    );
  }

  /** Keeps one of equal rows: the one with most fields. */
  async dropRepetitions(ordinals: readonly number[]): Promise<void> {
    await this.database.transaction.query(
      `delete from staging_rows r using (
         select ctid, row_number() over (
           partition by ordinal, date order by num_nonnulls(open, high, low, volume) desc, line) as position
         from staging_rows where ordinal = any($1)
       ) as numbered where r.ctid = numbered.ctid and numbered.position > 1`,
      [ordinals],
    );
  }

  async isEmpty(): Promise<boolean> {
    const rows = await this.database.transaction.query('select from staged_prices limit 1');
    return rows.length === 0;
  }

  compare(): Promise<Comparison[]> {
    return this.database.transaction.query<Comparison>(
      `select i.asset_id as "assetId", i.ordinal,
         count(*) filter (where p.asset_id is null)::int as new,
         count(*) filter (where p.asset_id is not null and ${OVERWRITES})::int as changed,
         count(*) filter (where p.asset_id is not null and not ${DIFFERS})::int as same,
         count(*) filter (where p.protected and ${DIFFERS})::int as protected,
         min(i.date) filter (where p.asset_id is null or ${OVERWRITES})::text as earliest
       from staged_prices i left join prices p using (asset_id, date) group by i.asset_id, i.ordinal`,
    );
  }

  /** Those of the assets that have a stored price. */
  async findPriced(assetIds: readonly number[]): Promise<number[]> {
    const rows = await this.database.transaction.query<{ id: number }>(
      `select id from unnest($1::int[]) as asset(id) where exists (select from prices where asset_id = asset.id)`,
      [assetIds],
    );
    return rows.map(({ id }) => id);
  }

  /** Copies prices that will be overwritten to the revisions. */
  async keepSuperseded(runId: number): Promise<void> {
    await this.database.transaction.query(
      `insert into price_revisions (asset_id, date, ${COLUMNS}, source, protected, run_id, superseded_by)
       select asset_id, date, p.close, p.open, p.high, p.low, p.volume, p.source, p.protected, p.run_id, $1
       from staged_prices i join prices p using (asset_id, date) where ${OVERWRITES}
       on conflict (asset_id, date, superseded_by) do nothing`,
      [runId],
    );
  }

  async overwrite(source: string, runId: number): Promise<void> {
    const column = (name: string): string =>
      `${name} = case when i.close = p.close then coalesce(i.${name}, p.${name}) else i.${name} end`;
    await this.database.transaction.query(
      `update prices p set close = i.close, ${['open', 'high', 'low', 'volume'].map(column).join(', ')},
         source = $1, run_id = $2
       from staged_prices i where p.asset_id = i.asset_id and p.date = i.date and ${OVERWRITES}`,
      [source, runId],
    );
  }

  /**
   * Without ON CONFLICT, which would double the time: the lock of the data version admits one writer at a time. Without
   * that lock the primary key fails the transaction.
   * @param allNew whether no row is stored already, so that none needs to be looked up
   */
  async insertNew(source: string, runId: number, allNew: boolean): Promise<void> {
    const unlessStored = 'where not exists (select from prices p where p.asset_id = i.asset_id and p.date = i.date)';
    await this.database.transaction.query(
      `insert into prices (asset_id, date, ${COLUMNS}, source, run_id)
       select asset_id, date, ${COLUMNS}, $1, $2 from staged_prices i ${allNew ? '' : unlessStored}`,
      [source, runId],
    );
  }
}
