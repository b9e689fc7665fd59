import { Injectable, OnModuleInit } from '@nestjs/common';
import { Transactional } from '../database';
import { AppError } from '../errors';
import { Job, JobData, JobQueue, Jobs } from '../jobs';
import { RetentionPolicies } from './retention-policies';
import { PurgeCounts, PurgeRequester, RetentionRepository } from './retention.repository';

const QUEUE = 'cleanup';
const DAY_MS = 24 * 60 * 60 * 1_000;
const OPTIONS = { statementTimeout: 60_000 } as const;

/** Rows younger than this are always kept. */
export const MIN_RETENTION_DAYS = 30;

interface PurgeJobData extends JobData {
  readonly daysToKeep: number;
  readonly requester: PurgeRequester;
}

/** Deletes old rows by the retention policies. Prices, index values, revisions, runs and audit trails have no policy. */
@Injectable()
export class RetentionService implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly queue: JobQueue,
    private readonly policies: RetentionPolicies,
    private readonly repository: RetentionRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.work<PurgeJobData>({
      queue: QUEUE,
      retries: 3,
      retryDelaySeconds: 30,
      perform: (job) => this.perform(job),
    });
  }

  /** Counts what a purge would delete. @throws AppError `validation-failed` for fewer days than the minimum */
  async countExpired(daysToKeep: number): Promise<PurgeCounts> {
    const before = instantBefore(daysToKeep);
    const counts: Record<string, number> = {};
    for (const policy of this.policies.all) counts[policy.name] = await this.repository.count(policy, before);
    return counts;
  }

  /** Returns the id of the job. @throws AppError `validation-failed` for fewer days than the minimum */
  @Transactional()
  async enqueuePurge(daysToKeep: number, requester: PurgeRequester): Promise<string> {
    instantBefore(daysToKeep);
    return this.queue.enqueue(QUEUE, { daysToKeep, requester } satisfies PurgeJobData);
  }

  /** Deletes in one transaction; returns the numbers. @throws AppError `validation-failed` for fewer days than the minimum */
  @Transactional(OPTIONS)
  async purge(
    daysToKeep: number,
    requester: PurgeRequester,
    job?: Pick<Job<PurgeJobData>, 'id' | 'progress'>,
  ): Promise<PurgeCounts> {
    const before = instantBefore(daysToKeep);
    const counts: Record<string, number> = {};
    const { all } = this.policies;
    for (const [done, policy] of all.entries()) {
      counts[policy.name] = await this.repository.delete(policy, before);
      job?.progress(done + 1, all.length);
    }
    await this.repository.record(job?.id ?? null, daysToKeep, requester, counts);
    return counts;
  }

  private async perform(job: Job<PurgeJobData>): Promise<object> {
    const { daysToKeep, requester } = job.data;
    const found = await this.countExpired(daysToKeep);
    return { days_to_keep: daysToKeep, found, removed: await this.purge(daysToKeep, requester, job) };
  }
}

function instantBefore(daysToKeep: number): Date {
  if (daysToKeep >= MIN_RETENTION_DAYS) return new Date(Date.now() - daysToKeep * DAY_MS);
  const detail = `days_to_keep must be at least ${MIN_RETENTION_DAYS}`;
  throw new AppError('validation-failed', detail, { errors: [{ pointer: '/days_to_keep', detail }] });
}
