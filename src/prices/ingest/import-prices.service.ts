import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { shortList } from '../../platform/utils/short-list';
import { Requester } from '../../runs';
import { IngestResult } from './ingest-result';
import { PriceBatch } from '../validation/price-bar';
import { PriceRun, PriceRunService } from './price-run.service';

/** The source of prices that came from a file. */
export const IMPORT_SOURCE = 'import';

export interface PriceImport {
  readonly bars: PriceBatch;
  /** The file's name, for the run's record. */
  readonly origin: string;
  readonly requester: Requester;
  /** Whether to create assets for unknown symbols instead of refusing the batch. */
  readonly createAssets: boolean;
}

/** Milliseconds: a statement over a million rows takes longer than the usual timeout. */
const STATEMENT_TIMEOUT = 600_000;

/** Imports prices from a file: one transaction, one run. */
@Injectable()
export class ImportPricesService {
  constructor(private readonly runs: PriceRunService) {}

  /** @throws AppError `validation-failed` naming the symbols that no asset has, unless they are to be created */
  @Transactional({ statementTimeout: STATEMENT_TIMEOUT })
  import({ bars, origin, requester, createAssets }: PriceImport): Promise<PriceRun> {
    return this.runs.store(
      { kind: 'import', source: IMPORT_SOURCE, parameters: { origin, createAssets }, requester },
      { source: IMPORT_SOURCE, bars, unknownSymbols: createAssets ? 'create' : 'quarantine' },
      createAssets ? undefined : refuseUnknown,
    );
  }
}

function refuseUnknown({ unknownSymbols }: IngestResult): void {
  if (unknownSymbols.length === 0) return;
  const symbols = unknownSymbols.length === 1 ? '1 symbol has' : `${unknownSymbols.length} symbols have`;
  throw new AppError(
    'validation-failed',
    `${symbols} no asset: ${shortList(unknownSymbols)}; nothing has been stored.`,
  );
}
