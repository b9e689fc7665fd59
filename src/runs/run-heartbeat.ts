import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '../platform/database';
import { runInServiceContext } from '../platform/request-context';
import { RunsRepository } from './runs.repository';

/** Shorter than any timeout of idle transactions. */
const LOCK_MS = 10_000;
const RETRY_MS = 500;

/**
 * Shows that a run's process is alive: it holds an advisory lock, which PostgreSQL frees at once when the process dies.
 * The lock belongs to a transaction, because a lock of a session leaks behind a connection pooler. No transaction stays
 * open for long, so the lock is taken again every ten seconds, and a timestamp covers the gap. The transaction uses the
 * read-only pool, because the work itself needs the connections for writing.
 */
@Injectable()
export class RunHeartbeat {
  private readonly logger = new Logger(RunHeartbeat.name);

  constructor(private readonly repository: RunsRepository) {}

  async during<Result>(runId: number, work: () => Promise<Result>): Promise<Result> {
    const ended = new AbortController();
    const beating = runInServiceContext(`heartbeat-of-run-${runId}`, () => this.beatUntil(ended.signal, runId));
    try {
      return await work();
    } finally {
      ended.abort();
      await beating;
    }
  }

  private async beatUntil(ended: AbortSignal, runId: number): Promise<void> {
    while (!ended.aborted) {
      try {
        await this.holdLock(runId, ended);
      } catch (error) {
        this.logger.warn(`the heartbeat of run ${runId} failed, retrying: ${String(error)}`);
        await untilAborted(ended, RETRY_MS);
      }
    }
  }

  private async holdLock(runId: number, ended: AbortSignal): Promise<void> {
    await this.repository.whileLocked(runId, async () => {
      await untilAborted(ended, LOCK_MS);
      // Before the lock is released, so that a process that finds it free finds a recent timestamp.
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
