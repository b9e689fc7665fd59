import { Injectable } from '@nestjs/common';
import { Histogram } from 'prom-client';
import { MetricsRegistry } from '../platform/metrics';
import { RunCounts, RunStage, RunsService } from '../runs';

const BUCKETS_S = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** How often the record of a run is updated while assets are fetched. */
const UPDATE_EVERY_MS = 300;

/** Puts the stages of refreshes on record, and their durations into a metric. */
@Injectable()
export class RefreshProgress {
  private readonly durations: Histogram<'stage'>;

  constructor(
    private readonly runs: RunsService,
    registry: MetricsRegistry,
  ) {
    this.durations = new Histogram({
      name: 'refresh_stage_duration_seconds',
      help: 'Time that a refresh spent in each stage, the one in which it failed included',
      labelNames: ['stage'],
      buckets: BUCKETS_S,
      registers: [registry],
    });
  }

  of(runId: number): RunProgress {
    return new RunProgress(runId, this.runs, this.durations);
  }
}

/** The progress of one refresh. */
export class RunProgress {
  private endStage = (): unknown => undefined;
  private updatedAt = -Infinity;
  private updating: Promise<void> | undefined;
  private failure: Error | undefined;

  constructor(
    private readonly runId: number,
    private readonly runs: RunsService,
    private readonly durations: Histogram<'stage'>,
  ) {}

  /** Ends the stage before. A transaction that is retried enters its stages again. @throws RunEndedError */
  async enter(stage: RunStage, counts?: RunCounts): Promise<void> {
    this.endStage();
    this.endStage = this.durations.startTimer({ stage });
    await this.runs.enterStage(this.runId, stage, counts);
  }

  /** Records the number of fetched assets: the newest only, not too often, one update at a time. */
  fetched(count: number): void {
    if (this.updating !== undefined || performance.now() - this.updatedAt < UPDATE_EVERY_MS) return;
    this.updatedAt = performance.now();
    this.updating = this.runs
      .enterStage(this.runId, 'fetching', { fetched: count })
      .catch((error: unknown) => {
        this.failure ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        this.updating = undefined;
      });
  }

  /** Waits for the last update. @throws RunEndedError when the run was ended during the fetch */
  async allFetched(): Promise<void> {
    await this.updating;
    if (this.failure !== undefined) throw this.failure;
  }

  /** The refresh is committed, or has failed. */
  end(): void {
    this.endStage();
  }
}
