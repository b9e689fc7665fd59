import { Injectable, Logger } from '@nestjs/common';
import { FetchedBars } from '../market-data';
import { Propagation, Transactional } from '../platform/database';
import { IngestResult, PriceBar, PriceChangeListener, PriceCoverage, PriceIngestService } from '../prices';
import { RunsService, completenessOf } from '../runs';
import { RefreshRequest } from './fetch-plan';
import { FetchService, Fetched } from './fetch.service';
import { findRecentGaps } from './recent-gaps';
import { IncompleteRefreshError, refreshError } from './refresh-errors';
import { RefreshProgress, RunProgress } from './refresh-progress';
import { RefreshReport, mergeIngests, reportOf } from './refresh-report';

/** Another change of the data, or a large history, takes its time. Milliseconds. */
const TIMEOUTS = { lockTimeout: 30_000, statementTimeout: 60_000 } as const;

/** A dry run has no record. */
const NO_RUN = 0;

/** Rolls a dry run back. */
class DryRunRollback extends Error {
  constructor(readonly report: RefreshReport) {
    super('a dry run was rolled back');
  }
}

type EnterStage = (stage: 'waiting' | 'prices' | 'indices' | 'recording') => Promise<void>;

/** The story of a refresh: plan, fetch, then one transaction that stores everything or nothing. */
@Injectable()
export class RefreshService {
  private readonly logger = new Logger('Refresh');

  constructor(
    private readonly fetcher: FetchService,
    private readonly ingestion: PriceIngestService,
    private readonly listener: PriceChangeListener,
    private readonly coverage: PriceCoverage,
    private readonly runs: RunsService,
    private readonly progress: RefreshProgress,
  ) {}

  /** Does the work of a run and ends it. `signal` aborts the fetch. @throws AppError why the refresh failed */
  async refresh(runId: number, request: RefreshRequest, signal: AbortSignal): Promise<void> {
    const progress = this.progress.of(runId);
    try {
      const fetched = await this.fetch(request, signal, progress);
      const report = await this.store(runId, fetched, progress);
      const isPartial = completenessOf({ status: 'succeeded', ...report }) === 'partial';
      this.logger.log({ msg: `run ${runId} succeeded${isPartial ? ', partial' : ''}`, runId, ...report.counts });
    } catch (error) {
      throw refreshError(error);
    } finally {
      progress.end();
    }
  }

  /** Returns what a refresh would change. Stores nothing, not even a run. @throws AppError why the refresh would fail */
  async dryRun(request: RefreshRequest, signal: AbortSignal): Promise<RefreshReport> {
    try {
      return await this.storeAndRollBack(await this.fetch(request, signal));
    } catch (error) {
      throw refreshError(error);
    }
  }

  private async fetch(request: RefreshRequest, signal: AbortSignal, progress?: RunProgress): Promise<Fetched> {
    const plan = await this.fetcher.plan(request);
    await progress?.enter('fetching', { assets: plan.assets.length, fetched: 0 });
    const onProgress = (done: number): void => progress?.fetched(done);
    const fetched = await this.fetcher.fetch(plan, { signal, onProgress }).finally(() => progress?.allFetched());
    const { bars, missing } = fetched;
    if (missing.length > 0 && (!request.allowPartial || bars.length === 0)) {
      throw new IncompleteRefreshError(fetched, plan.assets.length);
    }
    return fetched;
  }

  /** One transaction: prices, all that is computed from them, and the end of the run. */
  @Transactional(TIMEOUTS)
  async store(runId: number, fetched: Fetched, progress: RunProgress): Promise<RefreshReport> {
    const report = await this.change(runId, fetched, (stage) => progress.enter(stage));
    await progress.enter('recording');
    await this.runs.succeed(runId, report);
    return report;
  }

  /** The savepoint is rolled back, the transaction commits: it counts as no rollback. */
  @Transactional(TIMEOUTS)
  protected async storeAndRollBack(fetched: Fetched): Promise<RefreshReport> {
    try {
      return await this.changeInSavepoint(fetched);
    } catch (error) {
      if (error instanceof DryRunRollback) return error.report;
      throw error;
    }
  }

  @Transactional(Propagation.Nested)
  protected async changeInSavepoint(fetched: Fetched): Promise<never> {
    throw new DryRunRollback(await this.change(NO_RUN, fetched, () => Promise.resolve()));
  }

  private async change(runId: number, fetched: Fetched, enter: EnterStage): Promise<RefreshReport> {
    await enter('waiting');
    await this.runs.lockData();
    await this.runs.refuseRevertedSince(fetched.plannedAt);
    await enter('prices');
    const ingested = mergeIngests(await this.ingestAll(runId, fetched.bars));
    await enter('indices');
    const changed = ingested.earliestDayByAsset.size > 0;
    const rebuilt = changed ? await this.listener.pricesChanged({ runId, ...ingested }) : {};
    const lacking = await this.coverage.withoutPrices(findRecentGaps(fetched.bars));
    return reportOf(fetched, ingested, lacking, rebuilt);
  }

  /** One batch for each provider that delivered: a price names its source. */
  private async ingestAll(runId: number, bars: readonly FetchedBars[]): Promise<IngestResult[]> {
    const results: IngestResult[] = [];
    for (const source of new Set(bars.map(({ provider }) => provider))) {
      const delivered = bars.filter(({ provider }) => provider === source);
      results.push(await this.ingestion.ingest({ runId, source, bars: batches(delivered) }));
    }
    return results;
  }
}

/** Asset by asset. An iterable that can be read again, because a transaction may be retried. */
function batches(fetched: readonly FetchedBars[]): Iterable<readonly PriceBar[]> {
  return {
    *[Symbol.iterator]() {
      for (const { symbol, bars } of fetched) yield bars.map((bar) => ({ symbol, ...bar }));
    },
  };
}
