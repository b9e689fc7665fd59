import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { Requester } from '../../runs';
import { IngestResult } from '../ingest/ingest';
import { PriceBatch } from '../ingest/price-bar';
import { PriceRun, PriceRunService } from '../ingest/price-run.service';

/** The label of prices that came from a file. */
export const IMPORT_SOURCE = 'import';

export interface PriceImport {
  readonly bars: PriceBatch;
  /** Where the rows come from, for the record: a file's name. */
  readonly origin: string;
  readonly requester: Requester;
  /** Create what the batch has a price of and the database does not know, instead of refusing the batch. */
  readonly createAssets: boolean;
}

/** A million rows take their time: milliseconds for one statement. */
const STATEMENT_TIMEOUT = 600_000;

/** Symbols that an error names; the rest are counted. */
const NAMED = 50;

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
  const named = unknownSymbols.slice(0, NAMED).join(', ');
  const more = unknownSymbols.length > NAMED ? ` and ${unknownSymbols.length - NAMED} more` : '';
  throw new AppError('validation-failed', `No asset has the symbol ${named}${more}; nothing has been stored.`);
}
