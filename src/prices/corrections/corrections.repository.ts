import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { MANUAL_SOURCE } from '../validation/price-bar';

/** A price set by an administrator; an omitted field is unknown. Decimals are text. */
export interface CorrectedBar {
  readonly close: string;
  readonly open?: string;
  readonly high?: string;
  readonly low?: string;
  readonly volume?: string;
}

const BAR = 'close, open, high, low, volume';
const SAME = `(${BAR}) is not distinct from ($3::numeric, $4::numeric, $5::numeric, $6::numeric, $7::numeric)`;

/** Reads and writes single prices set by an administrator. */
@Injectable()
export class CorrectionsRepository {
  constructor(private readonly database: Database) {}

  /** Whether exactly that price is stored and protected. */
  async isSet(assetId: number, date: string, bar: CorrectedBar): Promise<boolean> {
    const rows = await this.database.transaction.query(
      `select from prices where asset_id = $1 and date = $2 and protected and ${SAME}`,
      [assetId, date, ...numbers(bar)],
    );
    return rows.length > 0;
  }

  /** Stores the price, protected. A replaced price moves to the revisions. */
  async set(assetId: number, date: string, bar: CorrectedBar, runId: number): Promise<void> {
    await this.database.transaction.query(
      `insert into price_revisions (asset_id, date, ${BAR}, source, protected, run_id, superseded_by)
       select asset_id, date, ${BAR}, source, protected, run_id, $3 from prices where asset_id = $1 and date = $2`,
      [assetId, date, runId],
    );
    await this.database.transaction.query(
      `insert into prices (asset_id, date, ${BAR}, source, protected, run_id)
       values ($1, $2, $3, $4, $5, $6, $7, '${MANUAL_SOURCE}', true, $8)
       on conflict (asset_id, date) do update set close = excluded.close, open = excluded.open, high = excluded.high,
         low = excluded.low, volume = excluded.volume, source = excluded.source, protected = true, run_id = excluded.run_id`,
      [assetId, date, ...numbers(bar), runId],
    );
  }

  /** Undefined when there is no price. */
  async findProtection(assetId: number, date: string): Promise<boolean | undefined> {
    const rows = await this.database.transaction.query<{ protected: boolean }>(
      'select protected from prices where asset_id = $1 and date = $2',
      [assetId, date],
    );
    return rows[0]?.protected;
  }

  async unprotect(assetId: number, date: string): Promise<void> {
    await this.database.transaction.query('update prices set protected = false where asset_id = $1 and date = $2', [
      assetId,
      date,
    ]);
  }
}

function numbers({ close, open, high, low, volume }: CorrectedBar): (string | null)[] {
  return [close, open ?? null, high ?? null, low ?? null, volume ?? null];
}
