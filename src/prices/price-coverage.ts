import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { DEMO_SOURCE } from './validation/price-bar';

/** The last day of an asset's prices, and its recent closes. */
export interface AssetCoverage {
  readonly symbol: string;
  readonly lastDay: string;
  /** Stored closes as decimal text, by day, without those set by an administrator. */
  readonly closes: ReadonlyMap<string, string>;
}

/** Tells features that fetch prices what is stored already. */
@Injectable()
export class PriceCoverage {
  constructor(private readonly database: Database) {}

  /** Whether the database holds a price, or ever held one. */
  async everHeldPrices(): Promise<boolean> {
    const rows = await this.database.sql.query<{ held: boolean }>(
      `select exists (select from prices) or exists (select from price_revisions) as held`,
    );
    return rows[0]?.held ?? false;
  }

  /** The last day that has a demo price; undefined without demo prices. */
  async findNewestDemoDay(): Promise<string | undefined> {
    const rows = await this.database.sql.query<{ day: string | null }>(
      `select max(date)::text as day from prices where source = $1`,
      [DEMO_SOURCE],
    );
    return rows[0]?.day ?? undefined;
  }

  /** Whether a price of the symbol is stored. */
  async hasPrices(symbol: string): Promise<boolean> {
    const rows = await this.database.sql.query(
      `select from assets where symbol = $1 and exists (select from prices where asset_id = assets.id)`,
      [symbol],
    );
    return rows.length > 0;
  }

  /** Those of the days, by symbol, on which no price is stored. */
  async withoutPrices(daysBySymbol: ReadonlyMap<string, readonly string[]>): Promise<ReadonlyMap<string, string[]>> {
    const wanted = [...daysBySymbol].flatMap(([symbol, days]) => days.map((day) => [symbol, day] as const));
    if (wanted.length === 0) return new Map();
    const rows = await this.database.sql.query<{ symbol: string; days: string[] }>(
      `select symbol, array_agg(day::text order by day) as days
       from unnest($1::text[], $2::date[]) as wanted (symbol, day) join assets using (symbol)
       where not exists (select from prices where asset_id = assets.id and date = day) group by symbol`,
      [wanted.map(([symbol]) => symbol), wanted.map(([, day]) => day)],
    );
    return new Map(rows.map(({ symbol, days }) => [symbol, days]));
  }

  /** By symbol, every source that has ever delivered a price, superseded and quarantined ones included. */
  async sourcesOf(symbols: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    if (symbols.length === 0) return new Map();
    const rows = await this.database.sql.query<{ symbol: string; sources: string[] }>(
      `select symbol, array(
         select source from prices where asset_id = assets.id
         union select source from price_revisions where asset_id = assets.id
         union select source from quarantined_prices where symbol = assets.symbol
       ) as sources from assets where symbol = any($1)`,
      [symbols],
    );
    return new Map(rows.map(({ symbol, sources }) => [symbol, sources]));
  }

  /**
   * The last stored day of each symbol that has prices, and its closes of the `overlapDays` calendar days up to it.
   * Demo prices count for the demo source only, real ones for every other source.
   */
  async ofSymbols(symbols: readonly string[], source: string, overlapDays: number): Promise<AssetCoverage[]> {
    const rows = await this.database.sql.query<{ symbol: string; lastDay: string; days: string[]; closes: string[] }>(
      `select symbol, last.date::text as "lastDay", overlap.days, overlap.closes from assets
       cross join lateral (
         select date from prices where asset_id = assets.id and (source = '${DEMO_SOURCE}') = ($2 = '${DEMO_SOURCE}')
         order by date desc limit 1
       ) as last
       cross join lateral (
         select coalesce(array_agg(date::text order by date), '{}') as days,
           coalesce(array_agg(close::text order by date), '{}') as closes
         from prices where asset_id = assets.id and date > last.date - $3::int and date <= last.date and not protected
       ) as overlap
       where symbol = any($1)`,
      [symbols, source, overlapDays],
    );
    return rows.map(({ symbol, lastDay, days, closes }) => ({
      symbol,
      lastDay,
      closes: new Map(days.map((day, position) => [day, closes[position] ?? ''])),
    }));
  }
}
