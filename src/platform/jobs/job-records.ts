import { Injectable } from '@nestjs/common';
import { Database, Transactional } from '../database';
import { AppError } from '../errors';
import { JobCounts, JobRecord, JobState } from './job';
import { JobWorker } from './job-worker';
import { Jobs } from './jobs';
import { JobsRepository } from './jobs.repository';

/** Lists jobs and retries dead ones. */
@Injectable()
export class JobRecords {
  constructor(
    private readonly jobs: Jobs,
    private readonly repository: JobsRepository,
    private readonly database: Database,
    private readonly worker: JobWorker,
  ) {}

  /** The newest first, at most `limit`. */
  async list(states: readonly JobState[], limit: number): Promise<JobRecord[]> {
    return (await this.repository.isMade()) ? this.repository.list(this.jobs.queues, states, limit) : [];
  }

  counts(): Promise<JobCounts[]> {
    return this.repository.count(this.jobs.queues);
  }

  /** @throws AppError `not-found` */
  async getById(id: string): Promise<JobRecord> {
    const job = (await this.repository.isMade()) ? await this.repository.findById(id) : undefined;
    if (job === undefined || !this.jobs.queues.includes(job.queue)) {
      throw new AppError('not-found', `There is no job ${id}.`);
    }
    return job;
  }

  /** Retries a dead job. @throws AppError `not-found`; `conflict` when it is not dead */
  @Transactional()
  async retry(id: string): Promise<JobRecord> {
    const job = await this.getById(id);
    if (!(await this.repository.revive(id))) {
      throw new AppError('conflict', `Job ${id} is not dead, it is ${job.state}; only a dead one can be run again.`);
    }
    this.database.transaction.afterCommit(() => this.worker.pollNow());
    return this.getById(id);
  }

  /** Whether a job with this subject is waiting. */
  isAwaited(about: string): Promise<boolean> {
    return this.repository.isAwaited(about);
  }
}
