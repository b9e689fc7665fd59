import { Injectable } from '@nestjs/common';
import { Propagation, Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { shortList } from '../../platform/utils/short-list';
import { Requester } from '../../runs';
import { IngestRequest, IngestResult, QuarantinedRows } from './ingest-result';
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
  /** Whether one row that breaks a rule is enough to store nothing. */
  readonly strict?: boolean;
  /** Called when the prices are stored and the indices are next. */
  readonly onIndices?: () => void;
}

/** A strict import that would have quarantined rows. Nothing is stored. */
export class QuarantinedRowsError extends AppError {
  constructor(
    rows: number,
    readonly quarantined: readonly QuarantinedRows[],
  ) {
    super('validation-failed', `${rows} row${rows === 1 ? ' breaks' : 's break'} a rule; nothing has been stored.`);
    this.name = 'QuarantinedRowsError';
  }
}

/** Rolls a dry run back. */
class DryRunRollback extends Error {
  constructor(readonly result: IngestResult) {
    super('a dry run was rolled back');
  }
}

/** Milliseconds: a statement over a million rows takes longer than the usual timeout. */
const STATEMENT_TIMEOUT = 600_000;

/** A dry run has no record. */
const NO_RUN = 0;

/** Imports prices from a file: one transaction, one run. */
@Injectable()
export class ImportPricesService {
  constructor(private readonly runs: PriceRunService) {}

  /**
   * @throws AppError `validation-failed` naming the symbols that no asset has, unless they are to be created;
   *   QuarantinedRowsError for a strict import
   */
  @Transactional({ statementTimeout: STATEMENT_TIMEOUT })
  import(request: PriceImport): Promise<PriceRun> {
    const { origin, createAssets, requester, onIndices } = request;
    const run = { kind: 'import', source: IMPORT_SOURCE, parameters: { origin, createAssets }, requester } as const;
    return this.runs.store(run, ingestOf(request), { check: checkOf(request), onIndices });
  }

  /** Returns what an import would do. Stores nothing, not even a run. @throws what `import` throws */
  @Transactional({ statementTimeout: STATEMENT_TIMEOUT })
  async dryRun(request: PriceImport): Promise<IngestResult> {
    try {
      return await this.importInSavepoint(request);
    } catch (error) {
      if (error instanceof DryRunRollback) return error.result;
      throw error;
    }
  }

  @Transactional(Propagation.Nested)
  protected async importInSavepoint(request: PriceImport): Promise<never> {
    const { onIndices } = request;
    throw new DryRunRollback(await this.runs.change(NO_RUN, ingestOf(request), { check: checkOf(request), onIndices }));
  }
}

function ingestOf({ bars, createAssets }: PriceImport): Omit<IngestRequest, 'runId'> {
  return { source: IMPORT_SOURCE, bars, unknownSymbols: createAssets ? 'create' : 'quarantine' };
}

function checkOf({ createAssets, strict = false }: PriceImport): (result: IngestResult) => void {
  return (result) => {
    if (!createAssets) refuseUnknown(result);
    if (strict && result.counts.quarantined > 0) {
      throw new QuarantinedRowsError(result.counts.quarantined, result.quarantined);
    }
  };
}

function refuseUnknown({ unknownSymbols }: IngestResult): void {
  if (unknownSymbols.length === 0) return;
  const symbols = unknownSymbols.length === 1 ? '1 symbol has' : `${unknownSymbols.length} symbols have`;
  throw new AppError(
    'validation-failed',
    `${symbols} no asset: ${shortList(unknownSymbols)}; nothing has been stored.`,
  );
}
