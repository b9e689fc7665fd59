import { Injectable, OnModuleInit } from '@nestjs/common';
import { Transactional } from '../database';
import { AppError } from '../errors';
import { Job, JobData, JobQueue, Jobs } from '../jobs';
import { CleanupCounts, CleanupRequester } from './cleanup';
import { CleanupRepository } from './cleanup.repository';
import { Disposables } from './disposables';

const QUEUE = 'cleanup';
const DAY_MS = 24 * 60 * 60 * 1_000;
const PATIENCE = { statementTimeout: 60_000 } as const;

/** What is younger is kept, whoever asks. */
export const FEWEST_DAYS = 30;

interface CleanupJobData extends JobData {
  readonly daysToKeep: number;
  readonly requester: CleanupRequester;
}

/** Deletes what is old and needed by nobody. Prices, index values, their revisions, runs and audit trails never are. */
@Injectable()
export class CleanupService implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly queue: JobQueue,
    private readonly disposables: Disposables,
    private readonly repository: CleanupRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.work<CleanupJobData>({ queue: QUEUE, retries: 3, pauseSeconds: 30, perform: (job) => this.perform(job) });
  }

  /** What would be deleted now. @throws AppError `validation-failed` for too few days */
  async rehearse(daysToKeep: number): Promise<CleanupCounts> {
    const before = instantBefore(daysToKeep);
    const counts: Record<string, number> = {};
    for (const each of this.disposables.all) counts[each.name] = await this.repository.count(each, before);
    return counts;
  }

  /** Enqueues it. Returns the id of its job. @throws AppError `validation-failed` for too few days */
  @Transactional()
  async begin(daysToKeep: number, requester: CleanupRequester): Promise<string> {
    instantBefore(daysToKeep);
    return this.queue.enqueue(QUEUE, { daysToKeep, requester } satisfies CleanupJobData);
  }

  /** All of it, or nothing. Returns what was deleted. @throws AppError `validation-failed` for too few days */
  @Transactional(PATIENCE)
  async cleanUp(
    daysToKeep: number,
    requester: CleanupRequester,
    job?: Pick<Job<CleanupJobData>, 'id' | 'progress'>,
  ): Promise<CleanupCounts> {
    const before = instantBefore(daysToKeep);
    const counts: Record<string, number> = {};
    const { all } = this.disposables;
    for (const [done, disposable] of all.entries()) {
      counts[disposable.name] = await this.repository.remove(disposable, before);
      job?.progress(done + 1, all.length);
    }
    await this.repository.record(job?.id ?? null, daysToKeep, requester, counts);
    return counts;
  }

  private async perform(job: Job<CleanupJobData>): Promise<object> {
    const { daysToKeep, requester } = job.data;
    const found = await this.rehearse(daysToKeep);
    return { days_to_keep: daysToKeep, found, removed: await this.cleanUp(daysToKeep, requester, job) };
  }
}

function instantBefore(daysToKeep: number): Date {
  if (daysToKeep >= FEWEST_DAYS) return new Date(Date.now() - daysToKeep * DAY_MS);
  const detail = `days_to_keep must be at least ${FEWEST_DAYS}`;
  throw new AppError('validation-failed', detail, { errors: [{ pointer: '/days_to_keep', detail }] });
}
