import { Injectable } from '@nestjs/common';
import { RiskMetrics } from '../index-methods';
import { Database } from '../platform/database';
import { RISK_METRIC_COLUMNS } from './rebuild/series-table';

/** The weight of one asset in an index from `date` on: a fraction; those of a day sum to 1. */
export interface Holding {
  readonly date: string;
  readonly symbol: string;
  readonly name: string;
  readonly sector: string | null;
  readonly weight: number;
}

/** The metrics since inception, as stored on a day. */
export type DatedRiskMetrics = RiskMetrics & { readonly date: string };

/** Reads the computed series of an index, for other features. */
@Injectable()
export class IndexHistory {
  constructor(private readonly database: Database) {}

  /** Levels ascending by day, `from` and `to` included. */
  async levelsBetween(indexId: number, from?: string, to?: string): Promise<{ dates: string[]; values: number[] }> {
    const rows = await this.database.sql.query<{ dates: string[] | null; values: number[] | null }>(
      `select array_agg(date::text order by date) as dates, array_agg(value order by date) as values
       from index_values where index_id = $1
         and date between coalesce($2, '-infinity'::date) and coalesce($3, 'infinity'::date)`,
      [indexId, from ?? null, to ?? null],
    );
    return { dates: rows[0]?.dates ?? [], values: rows[0]?.values ?? [] };
  }

  /** The holdings of the newest rebalance day, the largest first; empty before there is one. */
  newestHoldings(indexId: number): Promise<Holding[]> {
    return this.database.sql.query<Holding>(
      `select held.date, symbol, name, sector, weight from allocations as held join assets on assets.id = held.asset_id
       where index_id = $1 and held.date = (select max(date) from allocations where index_id = $1)
       order by weight desc, symbol collate "C"`,
      [indexId],
    );
  }

  /** The newest first. */
  newestRiskMetrics(indexId: number, limit: number): Promise<DatedRiskMetrics[]> {
    return this.database.sql.query<DatedRiskMetrics>(
      `select date, ${RISK_METRIC_COLUMNS.join(', ')} from risk_metrics where index_id = $1 order by date desc limit $2`,
      [indexId, limit],
    );
  }
}
