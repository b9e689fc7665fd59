import { Injectable } from '@nestjs/common';
import { Database, Transactional } from '../../../src/platform/database';
import { PriceBatch, PriceRun, PriceRunService } from '../../../src/prices';

/** Stores a batch under any label, as a refresh would. */
@Injectable()
export class StoreAs {
  constructor(
    private readonly runs: PriceRunService,
    private readonly database: Database,
  ) {}

  @Transactional()
  store(source: string, bars: PriceBatch, createAssets: boolean): Promise<PriceRun> {
    return this.runs.store(
      { kind: 'refresh', source, requester: { name: 'test' } },
      { source, bars, unknownSymbols: createAssets ? 'create' : 'quarantine' },
    );
  }

  /** How many stored prices the transaction reads that stores the batch. */
  @Transactional()
  async readsOf(bars: PriceBatch): Promise<number> {
    await this.store('import', bars, false);
    const [read] = await this.database.transaction.query<{ rows: number }>(
      `select (seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables where relname = 'prices'`,
    );
    return read?.rows ?? 0;
  }
}
