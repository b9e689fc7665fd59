import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '../database';
import { toAppError } from '../errors';
import { Job, JobData, FinalJobError, JobError, JobWork } from './job';
import { JobAttempt, JobsRepository, TakenJob } from './jobs.repository';
import { PgBossClient } from './pg-boss-client';

/**
 * Is called and awaited when a job completes or is dead, in the transaction that records it. So it is a port and not a listener
 * of `Events`: what it writes commits with the job, and its error rolls the record back.
 */
export interface JobWatcher {
  done(queue: string): Promise<void>;
  died(queue: string, job: Pick<Job<JobData>, 'id' | 'data'>, reason: string): Promise<void>;
}

/** The watchers of jobs, added while modules are initialised. */
@Injectable()
export class JobWatchers {
  private readonly known: JobWatcher[] = [];

  add(watcher: JobWatcher): void {
    this.known.push(watcher);
  }

  get all(): readonly JobWatcher[] {
    return this.known;
  }
}

/** Takes jobs and records their outcomes. Ignores the outcome of a job that another process has taken over. */
@Injectable()
export class JobOutcomes {
  private readonly logger = new Logger('Jobs');

  constructor(
    private readonly boss: PgBossClient,
    private readonly repository: JobsRepository,
    private readonly watchers: JobWatchers,
  ) {}

  /** Takes the given job or the next due one. */
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

  /** Schedules a retry. After the last try, or a FinalJobError, the job is dead and an alert is raised. */
  @Transactional()
  async fail(work: JobWork<object>, job: Omit<TakenJob, 'enqueuedAt'>, error: unknown): Promise<void> {
    if (!(await this.repository.lock(job))) return;
    if (error instanceof FinalJobError) await this.repository.forbidRetry(job);
    const reason = reasonOf(error);
    await this.boss.queue.fail(job.queue, job.id, { message: reason }, this.boss.inTransaction);
    const dead = (await this.repository.findById(job.id))?.state === 'failed';
    const { maxRetryDelaySeconds } = work;
    if (maxRetryDelaySeconds !== undefined) await this.repository.limitDelay(job, 'retry', maxRetryDelaySeconds);
    const message = `job ${job.id} of ${job.queue} failed, try ${job.attempt + 1}: ${reason}`;
    this.logger[dead ? 'error' : 'warn']({ msg: dead ? `${message}; it is dead` : message, err: error });
    if (dead) await this.onDead(work, job, reason);
  }

  /** The process of the job died. Retries it at once; after the last try it is dead. */
  @Transactional()
  async retryOrphan(work: JobWork<object>, job: Omit<TakenJob, 'enqueuedAt'>): Promise<void> {
    if (await this.repository.retryNow(job))
      this.logger.warn(`job ${job.id} of ${job.queue} is orphaned: its process died; retrying`);
    else await this.fail(work, job, new FinalJobError('its process died'));
  }

  @Transactional()
  async release(job: JobAttempt): Promise<void> {
    await this.repository.release(job);
  }

  @Transactional()
  async heartbeat(job: JobAttempt, progress: object | undefined): Promise<boolean> {
    return this.repository.heartbeat(job, progress);
  }

  private async onDead(work: JobWork<object>, job: Omit<TakenJob, 'enqueuedAt'>, reason: string): Promise<void> {
    if ((await work.died?.(job, reason)) === 'alerted') return;
    for (const watcher of this.watchers.all) await watcher.died(job.queue, job, reason);
  }
}

/** The reason to store; secrets may be in other errors' messages and stay in the log. */
function reasonOf(error: unknown): string {
  return error instanceof JobError ? error.message : toAppError(error).detail;
}
