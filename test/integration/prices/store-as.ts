import { Injectable } from '@nestjs/common';
import { Transactional } from '../../../src/platform/database';
import { PriceBatch, PriceRun, PriceRunService } from '../../../src/prices';

/** Stores a batch under any label, as a refresh would. */
@Injectable()
export class StoreAs {
  constructor(private readonly runs: PriceRunService) {}

  @Transactional()
  store(source: string, bars: PriceBatch, createAssets: boolean): Promise<PriceRun> {
    return this.runs.store(
      { kind: 'refresh', source, requester: { name: 'test' } },
      { source, bars, unknownSymbols: createAssets ? 'create' : 'quarantine' },
    );
  }
}
