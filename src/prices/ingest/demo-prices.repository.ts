import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { DEMO_SOURCE, MANUAL_SOURCE } from '../validation/price-bar';

/** Demo prices retired from one asset. */
export interface RetiredPrices {
  readonly assetId: number;
  readonly rows: number;
  readonly earliest: string;
}

/** Finds and retires the prices of the demo market. */
@Injectable()
export class DemoPricesRepository {
  constructor(private readonly database: Database) {}

  hasDemoPrices(): Promise<boolean> {
    return this.exists(`source = '${DEMO_SOURCE}'`);
  }

  /** Prices set by an administrator count for neither market: they belong to the one they were set in. */
  hasRealPrices(): Promise<boolean> {
    return this.exists(`source not in ('${DEMO_SOURCE}', '${MANUAL_SOURCE}')`);
  }

  /** Moves the whole demo market, its corrections included, to the revisions. */
  retire(runId: number): Promise<RetiredPrices[]> {
    const columns = 'asset_id, date, close, open, high, low, volume, source, protected, run_id';
    return this.database.transaction.query<RetiredPrices>(
      `with retired as (
         delete from prices where source in ('${DEMO_SOURCE}', '${MANUAL_SOURCE}') returning ${columns}
       ), kept as (
         insert into price_revisions (${columns}, superseded_by) select ${columns}, $1 from retired
         on conflict (asset_id, date, superseded_by) do nothing
       )
       select asset_id as "assetId", count(*)::int as rows, min(date)::text as earliest from retired group by asset_id`,
      [runId],
    );
  }

  private async exists(condition: string): Promise<boolean> {
    const rows = await this.database.transaction.query(`select from prices where ${condition} limit 1`);
    return rows.length > 0;
  }
}
