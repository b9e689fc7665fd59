import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { AppError, catalogue, toAppError } from '../platform/errors';
import { FinalJobError, Job, JobData } from '../platform/jobs';
import { RunFailedError } from './run';
import { RunHeartbeat } from './run-heartbeat';
import { CreatedRun, RunsService } from './runs.service';

/** The data of a job whose work is a run. */
export interface RunJobData extends JobData {
  /** The run that was created together with the job. A job without one creates a run for each of its tries. */
  readonly runId?: number;
}

/** Does a run and ends it, in the transaction that stores its result. `signal` aborts at shutdown. */
type RunWork = (runId: number, signal: AbortSignal) => Promise<void>;

interface RunJob {
  readonly job: Job<RunJobData>;
  /** Names the job among all others: the idempotency key of the run that it creates. */
  readonly name: string;
  readonly create: (idempotencyKey: string) => Promise<CreatedRun>;
  readonly work: RunWork;
}

/**
 * Does the work of runs. A run ends once: a requested run that failed stays failed, and its job is dead at once. A client
 * requests it again, or an administrator retries the job, as another run. Only a queued run is taken over by another process.
 */
@Injectable()
export class RunWorker implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Run');
  private readonly shutdown = new AbortController();
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly runs: RunsService,
    private readonly heartbeat: RunHeartbeat,
  ) {}

  /** Aborts when the service shuts down. */
  get shutdownSignal(): AbortSignal {
    return this.shutdown.signal;
  }

  /** Does the work, with a heartbeat. A failure is put on record. Returns why the run failed, if it did. */
  async perform(runId: number, work: RunWork, signal?: AbortSignal): Promise<AppError | undefined> {
    const signals = [this.shutdown.signal, ...(signal === undefined ? [] : [signal])];
    const done = this.heartbeat
      .during(runId, () => work(runId, AbortSignal.any(signals)))
      .then(
        () => undefined,
        (error: unknown) => this.recordFailure(runId, error),
      );
    this.underWay.add(done);
    return done.finally(() => this.underWay.delete(done));
  }

  /** Does the run that was created with the job, or creates one. Returns undefined when another run does the same. */
  async performJob({ job, name, create, work }: RunJob): Promise<{ runId: number } | undefined> {
    const requested = job.data.runId === undefined ? undefined : await this.runs.getById(job.data.runId);
    if (requested?.status === 'succeeded') return { runId: requested.id };
    if (requested?.status === 'running' && requested.stage === 'queued') {
      return this.finish(requested.id, job, work, true);
    }
    if (requested !== undefined && job.data.again !== true) {
      throw new FinalJobError(`Run ${requested.id}: ${requested.errorDetail ?? 'another process does it.'}`);
    }
    const runId = await this.createUnlessRunning(job, name, create);
    return runId === undefined ? undefined : this.finish(runId, job, work, requested !== undefined);
  }

  /** Aborts fetches, and waits for transactions that store. */
  async beforeApplicationShutdown(): Promise<void> {
    this.shutdown.abort();
    await Promise.all(this.underWay);
  }

  /** Skips the job when a run of this kind is running already. */
  private async createUnlessRunning(
    job: Job<RunJobData>,
    name: string,
    create: RunJob['create'],
  ): Promise<number | undefined> {
    try {
      const { runId, repeated } = await create(job.attempt === 0 ? name : `${name}:${job.attempt}`);
      if (!repeated) return runId;
      this.logger.warn(`job ${job.id} was skipped: run ${runId} is of the same tick`);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'conflict')) throw error;
      this.logger.warn(`job ${job.id} was skipped: ${error.detail}`);
    }
    return undefined;
  }

  private async finish(
    runId: number,
    { signal }: Job<RunJobData>,
    work: RunWork,
    isFinal: boolean,
  ): Promise<{ runId: number }> {
    const failure = await this.perform(runId, work, signal);
    if (failure === undefined) return { runId };
    throw isFinal ? new FinalJobError(`Run ${runId}: ${failure.detail}`, { cause: failure }) : failure;
  }

  /** If recording fails too, the next reader ends the run, because it has no heartbeat any more. */
  private async recordFailure(runId: number, error: unknown): Promise<AppError> {
    const failure = toAppError(error);
    const { logLevel } = catalogue[failure.code];
    this.logger[logLevel === 'info' ? 'log' : logLevel]({
      msg: `run ${runId} failed: ${failure.detail}`,
      runId,
      err: error,
    });
    try {
      await this.runs.fail(runId, failure, failure instanceof RunFailedError ? failure.outcomes : []);
    } catch (unrecorded) {
      this.logger.error({ msg: `the failure of run ${runId} could not be recorded`, runId, err: unrecorded });
    }
    return failure;
  }
}
