import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { runInContext } from '../../platform/request-context';
import { AnnouncedRunsRepository } from './announced-runs.repository';

/** Shorter than any limit on idle transactions. */
const LEASE_MS = 10_000;
const RETRY_MS = 500;

/**
 * The sign of life of a run: a lock that PostgreSQL takes away from a process that dies, at once. It is a lock of a
 * transaction, because those of a session leak where a pooler stands in between; and no transaction is open for long,
 * so the lock is taken again and again, and the run's heartbeat stands for it meanwhile. The transaction is a reading one:
 * whoever keeps a connection for long must not keep one that the work itself waits for.
 */
@Injectable()
export class RunLease {
  private readonly logger = new Logger(RunLease.name);

  constructor(private readonly repository: AnnouncedRunsRepository) {}

  async during<Result>(runId: number, work: () => Promise<Result>): Promise<Result> {
    const ended = new AbortController();
    const kept = runInContext(`lease-of-run-${runId}`, () => this.keep(runId, ended.signal));
    try {
      return await work();
    } finally {
      ended.abort();
      await kept;
    }
  }

  private async keep(runId: number, ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      try {
        await this.hold(runId, ended);
      } catch (error) {
        this.logger.warn(`the sign of life of run ${runId} failed, trying again: ${String(error)}`);
        await untilAborted(ended, RETRY_MS);
      }
    }
  }

  private async hold(runId: number, ended: AbortSignal): Promise<void> {
    await this.repository.whileLocked(runId, async () => {
      await untilAborted(ended, LEASE_MS);
      // Before the lock is free: whoever finds it free at once must find a young sign of life.
      if (!ended.aborted) await this.beat(runId);
    });
  }

  @Transactional({ pool: 'second' })
  protected beat(runId: number): Promise<void> {
    return this.repository.beat(runId);
  }
}

async function untilAborted(signal: AbortSignal, milliseconds: number): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}
