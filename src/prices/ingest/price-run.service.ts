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

interface Hooks {
  /** Throws to refuse the result. */
  readonly check?: (result: IngestResult) => void;
  /** Called when the prices are stored and the indices are next. */
  readonly onIndices?: (() => void) | undefined;
}

/** What a change of prices did, with the counts of what was rebuilt. */
interface PriceChange extends IngestResult {
  readonly changed: boolean;
  readonly rebuilt: Readonly<Record<string, number>>;
}

/** Stores prices as one run: ingest, recomputation, record. All of it or nothing. */
@Injectable()
export class PriceRunService {
  constructor(
    private readonly runs: RunsService,
    private readonly ingestion: PriceIngestService,
    private readonly listener: PriceChangeListener,
  ) {}

  /** @throws what `PriceIngestService.ingest` throws, and what `hooks.check` throws: then nothing is stored */
  @Transactional(Propagation.Mandatory)
  async store(run: NewRun, request: Omit<IngestRequest, 'runId'>, hooks: Hooks = {}): Promise<PriceRun> {
    const runId = await this.runs.begin(run);
    const { changed, rebuilt, ...result } = await this.change(runId, request, hooks);
    const outcomes = [...result.assets].map(([symbol, { assetId: _id, ...counts }]) => {
      return { symbol, status: 'succeeded' as const, ...counts };
    });
    await this.runs.succeed(runId, { changed, counts: { ...result.counts, ...rebuilt }, outcomes });
    return { runId, ...result };
  }

  /** Ingest and recomputation, without the record of a run. @throws what `store` throws */
  @Transactional(Propagation.Mandatory)
  async change(
    runId: number,
    request: Omit<IngestRequest, 'runId'>,
    { check = () => undefined, onIndices = () => undefined }: Hooks,
  ): Promise<PriceChange> {
    await this.runs.lockData();
    const result = await this.ingestion.ingest({ ...request, runId });
    check(result);
    onIndices();
    const changed = result.earliestDayByAsset.size > 0;
    return { ...result, changed, rebuilt: changed ? await this.listener.pricesChanged({ runId, ...result }) : {} };
  }
}
