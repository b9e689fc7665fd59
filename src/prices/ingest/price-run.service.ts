import { Injectable } from '@nestjs/common';
import { Propagation, Transactional } from '../../platform/database';
import { NewRun, RunsService } from '../../runs';
import { IngestRequest, IngestResult } from './ingest-result';
import { PriceIngestService } from './price-ingest.service';

/** Which prices a run changed: for each asset id the earliest day. */
export interface PriceChanges {
  readonly runId: number;
  readonly earliestDayByAsset: ReadonlyMap<number, string>;
}

/**
 * Called with changed prices inside the transaction that changed them, before it commits. Features that compute from prices
 * provide it, so that prices do not depend on them.
 */
export abstract class PriceChangeListener {
  /** Returns counts of what was written because of the change, for the run's record. */
  abstract pricesChanged(changes: PriceChanges): Promise<Readonly<Record<string, number>>>;
}

/** The outcome of a run that stored prices. */
export interface PriceRun extends IngestResult {
  readonly runId: number;
}

/** Stores prices as one run: ingest, recomputation, record. All of it or nothing. */
@Injectable()
export class PriceRunService {
  constructor(
    private readonly runs: RunsService,
    private readonly ingestion: PriceIngestService,
    private readonly listener: PriceChangeListener,
  ) {}

  /** @throws what `PriceIngestService.ingest` throws, and what `check` throws on its result: then nothing is stored */
  @Transactional(Propagation.Mandatory)
  async store(
    run: NewRun,
    request: Omit<IngestRequest, 'runId'>,
    check: (result: IngestResult) => void = () => undefined,
  ): Promise<PriceRun> {
    const runId = await this.runs.begin(run);
    const result = await this.ingestion.ingest({ ...request, runId });
    check(result);
    const changed = result.earliestDayByAsset.size > 0;
    const rebuilt = changed ? await this.listener.pricesChanged({ runId, ...result }) : {};
    const outcomes = [...result.assets].map(([symbol, { assetId: _id, ...counts }]) => {
      return { symbol, status: 'succeeded' as const, ...counts };
    });
    await this.runs.succeed(runId, { changed, counts: { ...result.counts, ...rebuilt }, outcomes });
    return { runId, ...result };
  }
}
