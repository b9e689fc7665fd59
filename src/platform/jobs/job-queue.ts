import { Injectable } from '@nestjs/common';
import { Database } from '../database';
import { currentRequestId } from '../request-context';
import { Boss } from './boss';
import { JobWorker } from './job-worker';

/**
 * For so many seconds the process that enqueues a job may begin it before others do: it knows of it at once, and whoever
 * asked it is told by the one that does the work. Where it is busy, or does no jobs, others take it after that.
 */
const HEAD_START_S = 1;

/** Puts jobs into the queue. */
@Injectable()
export class JobQueue {
  constructor(
    private readonly boss: Boss,
    private readonly database: Database,
    private readonly worker: JobWorker,
  ) {}

  /**
   * Enqueues a job as a part of the open transaction: it is there if and only if what caused it is. Returns its id.
   * @param about what it is about, such as `run 12`, by which it can be found
   * @throws NoTransactionError
   */
  async enqueue(queue: string, data: object, about?: string): Promise<string> {
    const id = await this.boss.queue.send(
      queue,
      { requestId: currentRequestId(), ...data },
      {
        ...this.boss.inTransaction,
        startAfter: this.worker.isAtWork ? HEAD_START_S : 0,
        ...(about === undefined ? {} : { singletonKey: about }),
      },
    );
    if (id === null) throw new Error(`there is no queue ${queue}`);
    this.database.transaction.afterCommit(() => this.worker.begin(queue, id));
    return id;
  }
}
