import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '../database';
import { toAppError } from '../errors';
import { Boss } from './boss';
import { FinalJobError, JobData, JobError, JobWork } from './job';
import { JobWatchers } from './job-watchers';
import { HeldJob, JobsRepository, TakenJob } from './jobs.repository';

/** Takes jobs and records how they end. What somebody else has taken over meanwhile is left to them. */
@Injectable()
export class JobOutcomes {
  private readonly logger = new Logger('Jobs');

  constructor(
    private readonly boss: Boss,
    private readonly repository: JobsRepository,
    private readonly watchers: JobWatchers,
  ) {}

  /** The next job that is due, or the given one. */
  @Transactional()
  async take(queue: string, id?: string): Promise<TakenJob | undefined> {
    if (id !== undefined) return this.repository.take(queue, id);
    const options = { ...this.boss.inTransaction, includeMetadata: true, batchSize: 1 } as const;
    const [job] = await this.boss.queue.fetch<JobData>(queue, options);
    if (job === undefined) return undefined;
    return {
      queue,
      id: job.id,
      attempt: job.retryCount,
      data: job.data,
      enqueuedAt: Date.parse(String(job.createdOn)),
    };
  }

  @Transactional()
  async complete(work: JobWork<object>, job: Omit<TakenJob, 'enqueuedAt'>, result: object | undefined): Promise<void> {
    if (!(await this.repository.lock(job))) return;
    await this.boss.queue.complete(job.queue, job.id, result ?? {}, this.boss.inTransaction);
    await work.done?.(job, result);
    for (const watcher of this.watchers.all) await watcher.done(job.queue);
  }

  /** It is tried again later or, where that is of no use or was done often enough, dead: then people are told. */
  @Transactional()
  async fail(work: JobWork<object>, job: Omit<TakenJob, 'enqueuedAt'>, error: unknown): Promise<void> {
    if (!(await this.repository.lock(job))) return;
    if (error instanceof FinalJobError) await this.repository.forbidRetry(job);
    const reason = reasonOf(error);
    await this.boss.queue.fail(job.queue, job.id, { message: reason }, this.boss.inTransaction);
    const dead = (await this.repository.findById(job.id))?.state === 'failed';
    const { longestPauseSeconds } = work;
    if (longestPauseSeconds !== undefined) await this.repository.hasten(job, 'retry', longestPauseSeconds);
    const told = `job ${job.id} of ${job.queue} failed, try ${job.attempt + 1}: ${reason}`;
    this.logger[dead ? 'error' : 'warn']({ msg: dead ? `${told}; it is dead` : told, err: error });
    if (dead) await this.bury(work, job, reason);
  }

  /** Its process died: there is no reason to wait for the next try. */
  @Transactional()
  async lose(work: JobWork<object>, job: Omit<TakenJob, 'enqueuedAt'>): Promise<void> {
    if (await this.repository.passOn(job))
      this.logger.warn(`job ${job.id} of ${job.queue} is taken over: its process died`);
    else await this.fail(work, job, new FinalJobError('its process died'));
  }

  @Transactional()
  async release(job: HeldJob): Promise<void> {
    await this.repository.release(job);
  }

  @Transactional()
  async beat(job: HeldJob, progress: object | undefined): Promise<boolean> {
    return this.repository.beat(job, progress);
  }

  private async bury(work: JobWork<object>, job: Omit<TakenJob, 'enqueuedAt'>, reason: string): Promise<void> {
    if ((await work.died?.(job, reason)) === 'alerted') return;
    for (const watcher of this.watchers.all) await watcher.died(job.queue, job, reason);
  }
}

/** What may be told to everybody; the rest is in the log. */
function reasonOf(error: unknown): string {
  return error instanceof JobError ? error.message : toAppError(error).detail;
}
