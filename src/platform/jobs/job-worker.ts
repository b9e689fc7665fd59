import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { runInContext, runInServiceContext } from '../request-context';
import { JobWork } from './job';
import { JobOutcomes } from './job-outcomes';
import { JobsRepository, TakenJob } from './jobs.repository';

/** A pause that can be interrupted. An interruption outside a pause ends the next one. */
class InterruptiblePause {
  private interrupted = false;
  private waiting: AbortController | undefined;

  interrupt(): void {
    this.interrupted = true;
    this.waiting?.abort();
  }

  async wait(milliseconds: number): Promise<void> {
    if (!this.interrupted) {
      this.waiting = new AbortController();
      await sleep(milliseconds, undefined, { signal: this.waiting.signal }).catch(() => undefined);
    }
    this.interrupted = false;
  }
}

const HEARTBEAT_INTERVAL_MS = 3_000;
/** Progress is stored at most this often. */
const PROGRESS_INTERVAL_MS = 300;

type StoreHeartbeat = (progress: object | undefined) => Promise<boolean>;

/** Stores heartbeats and the progress of a running job, one at a time. */
class Heartbeat {
  private readonly orphaned = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private storing: Promise<void> | undefined;
  private latest: object | undefined;
  private storedAt = -Infinity;

  /** `store` returns whether this process still owns the job. */
  constructor(
    private readonly shutdown: AbortSignal,
    private readonly store: StoreHeartbeat,
  ) {
    this.timer = setInterval(() => this.storeNow(), HEARTBEAT_INTERVAL_MS);
  }

  /** Aborted at shutdown, or when another process has taken the job over. */
  get signal(): AbortSignal {
    return AbortSignal.any([this.shutdown, this.orphaned.signal]);
  }

  progress(current: number, total: number): void {
    this.latest = { current, total };
    if (performance.now() - this.storedAt < PROGRESS_INTERVAL_MS) return;
    this.storedAt = performance.now();
    this.storeNow();
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.storing;
  }

  /** In a separate context, outside any transaction of the job. */
  private storeNow(): void {
    this.storing ??= runInServiceContext('jobs', () => this.storeOnce()).finally(() => (this.storing = undefined));
  }

  /** The next heartbeat makes up for a failed one. */
  private async storeOnce(): Promise<void> {
    const isOwned = await this.store(this.latest).catch(() => true);
    if (!isOwned) this.orphaned.abort();
  }
}

const POLL_INTERVAL_MS = 1_000;
/** Polls between two searches for orphaned jobs. */
const POLLS_PER_ORPHAN_SEARCH = 5;
/** How long a shutdown waits for running jobs. */
const SHUTDOWN_TIMEOUT_MS = 10_000;

/** Runs due jobs, of each queue one at a time in this process. Other processes do the same. */
@Injectable()
export class JobWorker {
  private readonly logger = new Logger('Jobs');
  private readonly works = new Map<string, JobWork<object>>();
  private readonly busy = new Map<string, Promise<void>>();
  /** By queue the job that this process enqueued last and may take before others. */
  private readonly preferred = new Map<string, string>();
  private readonly running = new Set<TakenJob>();
  private readonly shutdown = new AbortController();
  private readonly pause = new InterruptiblePause();
  private polling: Promise<void> | undefined;

  constructor(
    private readonly repository: JobsRepository,
    private readonly outcomes: JobOutcomes,
  ) {}

  start(works: readonly JobWork<object>[]): void {
    for (const work of works) this.works.set(work.queue, work);
    this.polling = runInServiceContext('jobs', () => this.pollOn());
  }

  /** Whether this process runs jobs of the queue. */
  does(queue: string): boolean {
    return this.works.has(queue) && !this.shutdown.signal.aborted;
  }

  /** Runs a job that this process has just enqueued as the next of its queue, if it runs jobs of that queue. */
  begin(queue: string, id: string): void {
    const work = this.works.get(queue);
    if (work === undefined || !this.does(queue)) return;
    this.preferred.set(queue, id);
    if (!this.busy.has(queue)) this.drainLater(work);
  }

  /** Polls now. */
  pollNow(): void {
    this.pause.interrupt();
  }

  /** Takes no more jobs, waits for the running ones, and releases those that do not end in time. */
  async stop(): Promise<void> {
    this.shutdown.abort();
    this.pause.interrupt();
    await this.polling;
    const timeout = new InterruptiblePause();
    await Promise.race([Promise.all(this.busy.values()), timeout.wait(SHUTDOWN_TIMEOUT_MS)]);
    timeout.interrupt();
    for (const job of this.running) await runInServiceContext('jobs', () => this.outcomes.release(job));
  }

  private async pollOn(): Promise<void> {
    for (let polls = 0; !this.shutdown.signal.aborted; polls++) {
      try {
        await this.poll();
        if (polls % POLLS_PER_ORPHAN_SEARCH === 0) await this.retryOrphaned();
      } catch (error) {
        this.logger.debug(`polling the queues failed: ${error instanceof Error ? error.message : String(error)}`);
      }
      await this.pause.wait(POLL_INTERVAL_MS);
    }
  }

  private async poll(): Promise<void> {
    const free = [...this.works.keys()].filter((queue) => !this.busy.has(queue));
    for (const queue of await this.repository.findDue(free)) {
      const work = this.works.get(queue);
      if (work !== undefined && !this.busy.has(queue)) this.drainLater(work);
    }
  }

  private drainLater(work: JobWork<object>): void {
    const done = runInServiceContext(`jobs-of-${work.queue}`, () => this.drain(work));
    this.busy.set(
      work.queue,
      done.then((emptied) => this.onDrained(work, emptied)),
    );
  }

  /** A job that arrived during the last fetch must not wait. After a failure the next poll retries. */
  private onDrained(work: JobWork<object>, emptied: boolean): void {
    this.busy.delete(work.queue);
    if (this.preferred.has(work.queue) && this.does(work.queue)) this.drainLater(work);
    else if (emptied) this.pause.interrupt();
  }

  /** Returns whether the queue has no due job left. */
  private async drain(work: JobWork<object>): Promise<boolean> {
    try {
      while (!this.shutdown.signal.aborted) {
        const job = await this.next(work.queue);
        if (job === undefined) return true;
        this.running.add(job);
        await runInContext(job.data.requestId ?? job.id, () => this.perform(work, job));
        this.running.delete(job);
      }
    } catch (error) {
      this.logger.warn({ msg: `jobs of ${work.queue} cannot be fetched`, err: error });
    }
    return false;
  }

  /** The preferred job unless another process has it, else the next due one. */
  private async next(queue: string): Promise<TakenJob | undefined> {
    const preferred = this.preferred.get(queue);
    this.preferred.delete(queue);
    const job = preferred === undefined ? undefined : await this.outcomes.take(queue, preferred);
    return job ?? this.outcomes.take(queue);
  }

  /** If recording the outcome fails, the heartbeats stop and the job is retried as an orphan. */
  private async perform(work: JobWork<object>, job: TakenJob): Promise<void> {
    const heartbeat = new Heartbeat(this.shutdown.signal, (progress) => this.outcomes.heartbeat(job, progress));
    try {
      const { signal } = heartbeat;
      const result = await work.perform({ ...job, signal, progress: (...values) => heartbeat.progress(...values) });
      await heartbeat.end();
      await this.outcomes.complete(work, job, result);
    } catch (error) {
      await heartbeat.end();
      await this.outcomes.fail(work, job, error);
    }
  }

  private async retryOrphaned(): Promise<void> {
    for (const job of await this.repository.findOrphaned([...this.works.keys()])) {
      const work = this.works.get(job.queue);
      if (work !== undefined) await this.outcomes.retryOrphan(work, job);
    }
  }
}
