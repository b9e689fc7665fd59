import { Injectable } from '@nestjs/common';
import { Database } from '../database';
import { currentRequestId } from '../request-context';
import { PgBossClient } from './pg-boss-client';
import { JobWorker } from './job-worker';
import { JobsRepository } from './jobs.repository';

/**
 * Seconds during which only the process that enqueued a job takes it: it starts at once, and can serve the events of the job.
 * After that any process takes it.
 */
const HEAD_START_S = 1;

interface EnqueueOptions {
  /** Its subject, such as `run 12`, by which it can be found. */
  readonly about?: string;
  /** Delay of the first try. Default: 0. */
  readonly inSeconds?: number;
}

/** Puts jobs into the queue. */
@Injectable()
export class JobQueue {
  private readonly existing = new Set<string>();

  constructor(
    private readonly boss: PgBossClient,
    private readonly database: Database,
    private readonly worker: JobWorker,
    private readonly repository: JobsRepository,
  ) {}

  /**
   * Enqueues a job in the open transaction: it exists if and only if that commits. Returns its id.
   * @throws NoTransactionError
   */
  async enqueue(queue: string, data: object, { about, inSeconds = 0 }: EnqueueOptions = {}): Promise<string> {
    const isDue = inSeconds <= 0;
    const id = await this.boss.queue.send(
      queue,
      { requestId: currentRequestId(), ...data },
      {
        ...this.boss.inTransaction,
        startAfter: isDue && this.worker.does(queue) ? HEAD_START_S : inSeconds,
        ...(about === undefined ? {} : { singletonKey: about }),
      },
    );
    if (id === null) throw new Error(`there is no queue ${queue}`);
    if (isDue) this.database.transaction.afterCommit(() => this.worker.begin(queue, id));
    return id;
  }

  /** Whether the queue exists. A service that has it must have started on this database once. */
  async exists(queue: string): Promise<boolean> {
    if (!this.existing.has(queue) && (await this.repository.hasQueue(queue))) this.existing.add(queue);
    return this.existing.has(queue);
  }

  /**
   * Limits the delay of a job that has not started. Returns whether it is waiting or running.
   */
  async limitDelay(queue: string, id: string, seconds: number): Promise<boolean> {
    if (!(await this.repository.isUnfinished({ queue, id }))) return false;
    await this.repository.limitDelay({ queue, id }, 'created', seconds);
    return true;
  }
}
