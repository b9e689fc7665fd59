import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';

const VALUES = 'close, open, high, low, volume, source, protected';
const row = (alias: string): string => `(${VALUES.replace(/\w+/g, (column) => `${alias}.${column}`)})`;

/** A price that a later run changed after the run. */
export interface LaterChange {
  readonly symbol: string;
  readonly date: string;
  readonly runId: number | null;
}

/** A price that a later run stored next to prices of the run. */
export interface LaterPrice {
  readonly symbol: string;
  readonly date: string;
  readonly runId: number;
}

/** The prices of one asset that were restored and removed, and the first day of them. */
export interface RestoredAsset {
  readonly assetId: number;
  readonly symbol: string;
  readonly earliest: string;
  readonly restored: number;
  readonly removed: number;
}

/** Restores the prices before a run. The steps belong into one transaction, in this order. SQL: it moves sets of prices. */
@Injectable()
export class RevertRepository {
  constructor(private readonly database: Database) {}

  /**
   * Collects the days that the run changed, in temporary tables: `revert_before` has the prices before the run (none where
   * it stored the first one), `revert_left` those after it (none where it removed one). Returns the number of days.
   */
  async collect(runId: number): Promise<number> {
    await this.database.transaction.query(
      `create temporary table revert_before on commit drop as
         select asset_id, date, ${VALUES} from price_revisions where superseded_by = ${Number(runId)} and run_id <> ${Number(runId)}`,
    );
    await this.database.transaction.query(
      `create temporary table revert_left on commit drop as
         select asset_id, date, ${VALUES} from prices where run_id = ${Number(runId)}
         union all
         select asset_id, date, ${VALUES} from price_revisions
         where run_id = ${Number(runId)} and superseded_by <> ${Number(runId)}`,
    );
    await this.database.transaction.query(
      `create temporary table revert_days on commit drop as
         select asset_id, date from revert_before union select asset_id, date from revert_left`,
    );
    await this.database.transaction.query('analyze revert_before; analyze revert_left; analyze revert_days');
    const rows = await this.database.transaction.query<{ count: number }>(
      'select count(*)::int as count from revert_days',
    );
    return rows[0]?.count ?? 0;
  }

  /** The first `limit` prices that differ from what the run left. */
  findLaterChanges(limit: number): Promise<LaterChange[]> {
    return this.database.transaction.query<LaterChange>(
      `select a.symbol, d.date::text, coalesce(p.run_id, (
           select max(superseded_by) from price_revisions r where r.asset_id = d.asset_id and r.date = d.date
         )) as "runId"
       from revert_days d
       left join revert_left l using (asset_id, date) left join prices p using (asset_id, date)
       join assets a on a.id = d.asset_id
       where (p.asset_id is null) <> (l.asset_id is null) or ${row('p')} is distinct from ${row('l')}
       order by a.symbol collate "C", d.date limit $1`,
      [limit],
    );
  }

  /**
   * The first price that a later run stored directly after a day that the revert would remove: no refresh would fill the
   * hole before it. A day that existed before the run and was only changed since does not count.
   */
  async findContinuation(runId: number): Promise<LaterPrice | undefined> {
    const rows = await this.database.transaction.query<LaterPrice>(
      `select a.symbol, p.date::text, p.run_id as "runId" from prices p
       join lateral (
         select date from prices where asset_id = p.asset_id and date < p.date order by date desc limit 1
       ) as previous on true
       join revert_days d on d.asset_id = p.asset_id and d.date = previous.date
       left join revert_before b on b.asset_id = d.asset_id and b.date = d.date
       join assets a on a.id = p.asset_id
       where p.run_id > $1 and b.asset_id is null and not exists (
         select from price_revisions r where r.asset_id = p.asset_id and r.date = p.date and r.run_id <= $1)
       order by a.symbol collate "C", p.date limit 1`,
      [runId],
    );
    return rows[0];
  }

  async restore(runId: number): Promise<RestoredAsset[]> {
    await this.database.transaction.query(
      `insert into price_revisions (asset_id, date, ${VALUES}, run_id, superseded_by)
       select p.asset_id, p.date, ${row('p').slice(1, -1)}, p.run_id, $1 from prices p join revert_days using (asset_id, date)`,
      [runId],
    );
    await this.database.transaction.query(
      `delete from prices p using revert_days d where p.asset_id = d.asset_id and p.date = d.date`,
    );
    await this.database.transaction.query(
      `insert into prices (asset_id, date, ${VALUES}, run_id) select asset_id, date, ${VALUES}, $1 from revert_before`,
      [runId],
    );
    return this.database.transaction.query<RestoredAsset>(
      `select d.asset_id as "assetId", a.symbol, min(d.date)::text as earliest,
         count(b.asset_id)::int as restored, count(*) filter (where b.asset_id is null)::int as removed
       from revert_days d left join revert_before b using (asset_id, date) join assets a on a.id = d.asset_id
       group by d.asset_id, a.symbol order by a.symbol collate "C"`,
    );
  }

  /**
   * Deactivates the assets that an import created, except those with prices of other runs and those that an index names as
   * constituent or benchmark. Returns their symbols.
   */
  async deactivateCreated(runId: number): Promise<string[]> {
    const rows = await this.database.transaction.query<{ symbols: string[] }>(
      `with deactivated as (
         update assets a set active = false, updated_at = now()
         where created_by_run = $1 and active
           and not exists (select from prices where asset_id = a.id)
           and not exists (select from indices where a.symbol = any(constituents) or a.symbol = benchmark)
         returning symbol
       )
       select coalesce(array_agg(symbol order by symbol collate "C"), '{}') as symbols from deactivated`,
      [runId],
    );
    return rows[0]?.symbols ?? [];
  }

  async activate(symbols: readonly string[]): Promise<void> {
    await this.database.transaction.query(
      'update assets set active = true, updated_at = now() where symbol = any($1)',
      [symbols],
    );
  }

  /**
   * The first pair of neighbouring closes, one restored and one stored by a later run, that differ by the factor or more:
   * the later run built on a price segment that is gone.
   */
  async findBrokenStep(revertId: number, revertedId: number, factor: number): Promise<LaterPrice | undefined> {
    const rows = await this.database.transaction.query<LaterPrice>(
      `with steps as (
         select asset_id, date, close, run_id, lag(close) over by_day as close_before, lag(run_id) over by_day as run_before
         from prices where asset_id in (select asset_id from revert_days)
         window by_day as (partition by asset_id order by date)
       )
       select a.symbol, s.date::text, greatest(nullif(run_id, $1), nullif(run_before, $1)) as "runId"
       from steps s join assets a on a.id = s.asset_id
       where (close >= close_before * $3::numeric or close_before >= close * $3::numeric)
         and (run_id = $1 and run_before between $2 + 1 and $1 - 1 or run_before = $1 and run_id between $2 + 1 and $1 - 1)
       order by a.symbol collate "C", s.date limit 1`,
      [revertId, revertedId, factor],
    );
    return rows[0];
  }

  /** Puts rows that the run released back into quarantine, unless they are there again. */
  async quarantineAgain(runId: number): Promise<void> {
    await this.database.transaction.query(
      `update quarantined_prices q set released_at = null, released_by = null, released_run_id = null
       where released_run_id = $1 and not exists (
         select from quarantined_prices o where o.symbol = q.symbol and o.date = q.date and o.rule = q.rule
           and o.bar = q.bar and o.source = q.source and o.released_at is null)`,
      [runId],
    );
  }

  /** Whether demo prices and real prices are stored together. */
  async isMixed(): Promise<boolean> {
    const rows = await this.database.transaction.query<{ mixed: boolean }>(
      `select exists (select from prices where source = 'demo')
         and exists (select from prices where source not in ('demo', 'manual')) as mixed`,
    );
    return rows[0]?.mixed ?? false;
  }
}
