import { Injectable } from '@nestjs/common';
import { Database } from '../database';
import { currentRequestId } from '../request-context';
import { Boss } from './boss';
import { JobWorker } from './job-worker';
import { JobsRepository } from './jobs.repository';

/**
 * For so many seconds the process that enqueues a job may begin it before others do: it knows of it at once, and whoever
 * asked it is told by the one that does the work. Where it is busy, or does no jobs, others take it after that.
 */
const HEAD_START_S = 1;

interface EnqueueOptions {
  /** What it is about, such as `run 12`, by which it can be found. */
  readonly about?: string;
  /** Not to be begun earlier. 0 when left out. */
  readonly inSeconds?: number;
}

/** Puts jobs into the queue. */
@Injectable()
export class JobQueue {
  private readonly made = new Set<string>();

  constructor(
    private readonly boss: Boss,
    private readonly database: Database,
    private readonly worker: JobWorker,
    private readonly repository: JobsRepository,
  ) {}

  /**
   * Enqueues a job as a part of the open transaction: it is there if and only if what caused it is. Returns its id.
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

  /** Whether the queue has been made: not before a service that has it has run on this database. */
  async exists(queue: string): Promise<boolean> {
    if (!this.made.has(queue) && (await this.repository.hasQueue(queue))) this.made.add(queue);
    return this.made.has(queue);
  }

  /**
   * Lets a job that nobody has begun wait at most so many seconds. Returns whether it is still to be done, or is done at
   * this moment.
   */
  async hasten(queue: string, id: string, seconds: number): Promise<boolean> {
    if (!(await this.repository.isUnfinished({ queue, id }))) return false;
    await this.repository.hasten({ queue, id }, 'created', seconds);
    return true;
  }
}
