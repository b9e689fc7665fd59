import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Asset } from '../../assets';
import { MarketDataProvider } from '../../market-data';
import { AppError, catalogue } from '../../platform/errors';
import { currentRequestId, runInContext } from '../../platform/request-context';
import { AnnouncedRunsService, RunCounts, RunLease, RunOutcome, RunStage } from '../../runs';
import { FetchService } from '../fetch/fetch.service';
import { Fetched } from '../fetch/fetched';
import { RefreshRequest } from '../refresh-request';
import { completenessOf } from './completeness';
import { IncompleteRefreshError, refreshError } from './refresh-errors';
import { RefreshReport, missingOutcome } from './refresh-report';
import { RefreshStorageService } from './refresh-storage.service';
import { StageDurations } from './stage-durations';
import { Throttled } from './throttled';

/** A refresh that is decided upon. */
export interface RefreshTask {
  readonly provider: MarketDataProvider;
  readonly assets: readonly Asset[];
  readonly request: RefreshRequest;
}

/** How often the record of a run says how many assets are fetched, in milliseconds. */
const PROGRESS_EVERY_MS = 300;

/** Does refreshes: fetches first, then stores in one transaction; the run says how it went. */
@Injectable()
export class RefreshRunner implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Refresh');
  private readonly leaving = new AbortController();
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly fetcher: FetchService,
    private readonly storage: RefreshStorageService,
    private readonly runs: AnnouncedRunsService,
    private readonly lease: RunLease,
    private readonly durations: StageDurations,
  ) {}

  /** Begins the work of an announced run. It goes on after this returns. */
  start(runId: number, task: RefreshTask): void {
    void runInContext(currentRequestId() ?? `run-${runId}`, () => this.perform(runId, task));
  }

  /** Does the work of an announced run; what is being fetched is given up at `signal`. Returns why it failed, if it did. */
  async perform(runId: number, task: RefreshTask, signal?: AbortSignal): Promise<AppError | undefined> {
    const leaving = AbortSignal.any([this.leaving.signal, ...(signal === undefined ? [] : [signal])]);
    const work = this.performAlone(runId, task, leaving);
    this.underWay.add(work);
    return work.finally(() => this.underWay.delete(work));
  }

  /** Fetches and says what would be stored. @throws AppError when a refresh would fail */
  async rehearse({ provider, assets, request }: RefreshTask): Promise<RefreshReport> {
    try {
      const options = { signal: this.leaving.signal, onProgress: () => undefined };
      const fetched = await this.fetcher.fetch(provider, assets, request, options);
      refuseIncomplete(fetched, request);
      return await this.storage.rehearse(fetched);
    } catch (error) {
      throw refreshError(error);
    }
  }

  /** What is being fetched is given up, what is being stored is waited for. */
  async beforeApplicationShutdown(): Promise<void> {
    this.leaving.abort();
    await Promise.all(this.underWay);
  }

  private async performAlone(runId: number, task: RefreshTask, leaving: AbortSignal): Promise<AppError | undefined> {
    try {
      const report = await this.lease.during(runId, () => this.fetchAndStore(runId, task, leaving));
      const word =
        completenessOf({ status: 'succeeded', ...report }) === 'partial' ? 'succeeded, partial' : 'succeeded';
      this.logger.log({ msg: `run ${runId} ${word}`, runId, ...report.counts });
      return undefined;
    } catch (error) {
      return this.recordFailure(runId, error);
    }
  }

  private async fetchAndStore(runId: number, task: RefreshTask, leaving: AbortSignal): Promise<RefreshReport> {
    const clock = this.durations.clock();
    const enter = (stage: RunStage, counts?: RunCounts): Promise<void> => {
      clock.enter(stage);
      return this.runs.report(runId, stage, counts);
    };
    try {
      await enter('fetching', { assets: task.assets.length, fetched: 0 });
      const fetched = await this.fetch(runId, task, leaving);
      return await this.storage.store(runId, fetched, enter);
    } finally {
      clock.end();
    }
  }

  private async fetch(
    runId: number,
    { provider, assets, request }: RefreshTask,
    leaving: AbortSignal,
  ): Promise<Fetched> {
    const progress = new Throttled(PROGRESS_EVERY_MS, (fetched: number) =>
      this.runs.report(runId, 'fetching', { fetched }),
    );
    const options = { signal: leaving, onProgress: (done: number) => progress.offer(done) };
    const fetched = await this.fetcher.fetch(provider, assets, request, options).finally(() => progress.end());
    refuseIncomplete(fetched, request);
    return fetched;
  }

  /** When even this fails, the run has no sign of life any more, and the next who looks ends it. */
  private async recordFailure(runId: number, error: unknown): Promise<AppError> {
    const failure = refreshError(error);
    const { logLevel } = catalogue[failure.code];
    this.logger[logLevel === 'info' ? 'log' : logLevel]({
      msg: `run ${runId} failed: ${failure.detail}`,
      runId,
      err: error,
    });
    const outcomes: RunOutcome[] = error instanceof IncompleteRefreshError ? error.missing.map(missingOutcome) : [];
    try {
      await this.runs.fail(runId, failure, outcomes);
    } catch (unrecorded) {
      this.logger.error({ msg: `the failure of run ${runId} could not be recorded`, runId, err: unrecorded });
    }
    return failure;
  }
}

function refuseIncomplete({ bars, missing }: Fetched, { allowPartial }: RefreshRequest): void {
  if (missing.length > 0 && (!allowPartial || bars.length === 0)) throw new IncompleteRefreshError(missing);
}
