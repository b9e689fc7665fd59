import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../../platform/errors';
import { FinalJobError, Job, JobData } from '../../platform/jobs';
import { RunRecordsService } from '../run-records.service';

/** What lies in the queue of a run that somebody waits for, or that is to be made when it is due. */
export interface RunJobData extends JobData {
  /** Announced when the job was enqueued; without one each try is a run of its own. */
  readonly runId?: number;
}

interface RunWork {
  /** Makes another run of the same kind, for the try that has this name. */
  announce(idempotencyKey: string): Promise<{ readonly runId: number; readonly repeated: boolean }>;
  /** Does the work of the run. Returns why it failed, if it did. */
  perform(runId: number): Promise<AppError | undefined>;
}

/**
 * A job whose work is a run. A run ends once: one that somebody asked for and that failed, or whose process died, stays
 * failed, and its job is dead at once; who wants it again asks again, or an administrator runs the job again, as another
 * run. Only where nobody has begun the run another process takes it over.
 */
@Injectable()
export class RunJobs {
  private readonly logger = new Logger('Run');

  constructor(private readonly records: RunRecordsService) {}

  /** @param name of this job among all, for the runs it makes */
  async perform(job: Job<RunJobData>, name: string, work: RunWork): Promise<{ runId: number } | undefined> {
    const asked = job.data.runId === undefined ? undefined : await this.records.getById(job.data.runId);
    if (asked?.status === 'succeeded') return { runId: asked.id };
    if (asked?.status === 'running' && asked.stage === 'queued') return this.finish(asked.id, work, true);
    if (asked !== undefined && job.data.again !== true) {
      throw new FinalJobError(`Run ${asked.id}: ${asked.errorDetail ?? 'another process does it.'}`);
    }
    const runId = await this.announce(job, name, work);
    return runId === undefined ? undefined : this.finish(runId, work, asked !== undefined);
  }

  /** A run of this kind that is under way already is as good. */
  private async announce(job: Job<RunJobData>, name: string, work: RunWork): Promise<number | undefined> {
    try {
      const { runId, repeated } = await work.announce(job.attempt === 0 ? name : `${name}:${job.attempt}`);
      if (!repeated) return runId;
      this.logger.warn(`job ${job.id} was left out: run ${runId} is of the same tick`);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'conflict')) throw error;
      this.logger.warn(`job ${job.id} was left out: ${error.detail}`);
    }
    return undefined;
  }

  private async finish(runId: number, work: RunWork, isFinal: boolean): Promise<{ runId: number }> {
    const failure = await work.perform(runId);
    if (failure === undefined) return { runId };
    throw isFinal ? new FinalJobError(`Run ${runId}: ${failure.detail}`, { cause: failure }) : failure;
  }
}
