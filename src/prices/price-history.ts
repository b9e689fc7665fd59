import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { calendarDay, Database, wholeNumber } from '../platform/database';
import { DEMO_SOURCE, MANUAL_SOURCE } from './validation/price-bar';

/** What readers call the sources of prices; others are called as they are stored. */
const SOURCE_NAMES: Readonly<Record<string, string>> = {
  [DEMO_SOURCE]: 'demo market (made-up prices)',
  [MANUAL_SOURCE]: 'manual corrections',
  import: 'imported files',
  csv: 'CSV files',
  twelvedata: 'Twelve Data',
};

/** A price as it is stored. Decimals are text, as exact as the source wrote them. */
export interface StoredPrice {
  readonly date: string;
  readonly close: string;
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly volume: string | null;
  readonly source: string;
  /** Whether an administrator set it, so that no import or refresh overwrites it. */
  readonly protected: boolean;
  readonly runId: number;
}

/** Reads closes for features that compute with them, also inside the transaction that changes them. */
@Injectable()
export class PriceHistory {
  constructor(private readonly database: Database) {}

  /**
   * Every close of the assets from a day on, in no order, as PostgreSQL's binary COPY of a row for each asset: its id (an
   * array of one int4), its days (date) and its closes (float8, the doubles nearest to the decimals). The bytes can be
   * handed to another thread as they are; rows of their own would cost the event loop much more (ADR 4).
   */
  copyCloses(assetIds: readonly number[], from?: string): Readable {
    const ids = assetIds.map(wholeNumber).join(',');
    const since = from === undefined ? '' : `and date >= '${calendarDay(from)}'`;
    return this.database.transaction.copyTo(
      `copy (select array[asset_id], array_agg(date), array_agg(close::float8) from prices
             where asset_id = any('{${ids}}') ${since} group by asset_id) to stdout (format binary)`,
    );
  }

  /** Closes of one asset, ascending by day, both days included; the doubles nearest to the decimals. */
  async closesOf(assetId: number, from?: string, to?: string): Promise<{ dates: string[]; values: number[] }> {
    const rows = await this.database.sql.query<{ dates: string[] | null; values: number[] | null }>(
      `select array_agg(date::text order by date) as dates, array_agg(close::float8 order by date) as values
       from prices where asset_id = $1 and date between coalesce($2, '-infinity'::date) and coalesce($3, 'infinity'::date)`,
      [assetId, from ?? null, to ?? null],
    );
    return { dates: rows[0]?.dates ?? [], values: rows[0]?.values ?? [] };
  }

  /** The prices of one asset, ascending by day, both days included. */
  pricesOf(assetId: number, from?: string, to?: string): Promise<StoredPrice[]> {
    return this.database.sql.query<StoredPrice>(
      `select date::text, close::text, open::text, high::text, low::text, volume::text, source, protected, run_id as "runId"
       from prices where asset_id = $1
         and date between coalesce($2, '-infinity'::date) and coalesce($3, 'infinity'::date) order by date`,
      [assetId, from ?? null, to ?? null],
    );
  }

  /** The newest close of each asset within the days, both included, by asset id. Assets without one are left out. */
  async newestCloses(
    assetIds: readonly number[],
    from: string,
    to: string,
  ): Promise<ReadonlyMap<number, { readonly date: string; readonly close: number }>> {
    const rows = await this.database.sql.query<{ id: number; date: string; close: number }>(
      `select asset.id, newest.date::text as date, newest.close from unnest($1::int[]) as asset (id)
       cross join lateral (
         select date, close::float8 as close from prices where asset_id = asset.id and date between $2 and $3
         order by date desc limit 1
       ) as newest`,
      [assetIds, from, to],
    );
    return new Map(rows.map(({ id, ...newest }) => [id, newest]));
  }

  /**
   * Where the newest closes of the assets come from, for readers: `Twelve Data`, `imported files`. The symbols of the
   * assets, or null for all; `to` is the last day that counts, included.
   */
  async sourcesOf(symbols: readonly string[] | null, to?: string): Promise<string[]> {
    const rows = await this.database.sql.query<{ source: string }>(
      `select distinct newest.source from assets cross join lateral (
         select source from prices where asset_id = assets.id and date <= coalesce($2, 'infinity'::date)
         order by date desc limit 1
       ) as newest
       where $1::text[] is null or symbol = any($1) order by source`,
      [symbols, to ?? null],
    );
    return rows.map(({ source }) => SOURCE_NAMES[source] ?? source);
  }

  /**
   * The newest day on or before `day` that has at least `rows` priced days of some asset up to it, itself included.
   * Undefined when no asset has that many.
   */
  async findDayWithRowsBefore(assetIds: readonly number[], day: string, rows: number): Promise<string | undefined> {
    const found = await this.database.transaction.query<{ date: string | null }>(
      `select max(nth.date)::text as date from unnest($1::int[]) as asset(id)
       cross join lateral (
         select date from prices where asset_id = asset.id and date <= $2 order by date desc offset $3 limit 1
       ) as nth`,
      [assetIds, day, Math.max(rows - 1, 0)],
    );
    return found[0]?.date ?? undefined;
  }
}
