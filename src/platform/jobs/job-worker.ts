import { Injectable, Logger } from '@nestjs/common';
import { runInContext } from '../request-context';
import { JobWork } from './job';
import { JobOutcomes } from './job-outcomes';
import { JobsRepository, TakenJob } from './jobs.repository';
import { SignOfLife } from './sign-of-life';
import { Alarm } from './alarm';

/** Between two looks at the queues. */
const LOOK_EVERY_MS = 1_000;
/** Looks between two searches for jobs whose process died. */
const LOOKS_A_SEARCH = 5;
/** How long jobs under way are waited for when the process leaves. */
const PATIENCE_MS = 10_000;

/** Does the jobs that are due: of each queue one at a time, beside other processes that do the same. */
@Injectable()
export class JobWorker {
  private readonly logger = new Logger('Jobs');
  private readonly works = new Map<string, JobWork<object>>();
  private readonly busy = new Map<string, Promise<void>>();
  /** The job of each queue that this process has enqueued last, and may begin before others. */
  private readonly wanted = new Map<string, string>();
  private readonly underWay = new Set<TakenJob>();
  private readonly leaving = new AbortController();
  private readonly alarm = new Alarm();
  private looking: Promise<void> | undefined;

  constructor(
    private readonly repository: JobsRepository,
    private readonly outcomes: JobOutcomes,
  ) {}

  start(works: readonly JobWork<object>[]): void {
    for (const work of works) this.works.set(work.queue, work);
    this.looking = runInContext('jobs', () => this.lookOn());
  }

  /** Whether this process does jobs of the queue. */
  does(queue: string): boolean {
    return this.works.has(queue) && !this.leaving.signal.aborted;
  }

  /** Begins a job that this process has just enqueued, next of its queue. Does nothing in a process that does no such jobs. */
  begin(queue: string, id: string): void {
    const work = this.works.get(queue);
    if (work === undefined || !this.does(queue)) return;
    this.wanted.set(queue, id);
    if (!this.busy.has(queue)) this.attend(work);
  }

  /** Looks at the queues soon. Does nothing in a process that does no jobs. */
  poke(): void {
    this.alarm.ring();
  }

  /** Takes nothing any more, waits for what is under way, and gives back what does not end. */
  async stop(): Promise<void> {
    this.leaving.abort();
    this.alarm.ring();
    await this.looking;
    const patience = new Alarm();
    await Promise.race([Promise.all(this.busy.values()), patience.wait(PATIENCE_MS)]);
    patience.ring();
    for (const job of this.underWay) await runInContext('jobs', () => this.outcomes.release(job));
  }

  private async lookOn(): Promise<void> {
    for (let look = 0; !this.leaving.signal.aborted; look++) {
      try {
        await this.look();
        if (look % LOOKS_A_SEARCH === 0) await this.failLost();
      } catch (error) {
        this.logger.debug(`the queues were not looked at: ${error instanceof Error ? error.message : String(error)}`);
      }
      await this.alarm.wait(LOOK_EVERY_MS);
    }
  }

  private async look(): Promise<void> {
    const free = [...this.works.keys()].filter((queue) => !this.busy.has(queue));
    for (const queue of await this.repository.findDue(free)) {
      const work = this.works.get(queue);
      if (work !== undefined && !this.busy.has(queue)) this.attend(work);
    }
  }

  private attend(work: JobWork<object>): void {
    const done = runInContext(`jobs-of-${work.queue}`, () => this.drain(work));
    this.busy.set(
      work.queue,
      done.then((emptied) => this.isFree(work, emptied)),
    );
  }

  /** A job that came while the last one was looked for in vain must not wait; what failed waits for the next look. */
  private isFree(work: JobWork<object>, emptied: boolean): void {
    this.busy.delete(work.queue);
    if (this.wanted.has(work.queue) && this.does(work.queue)) this.attend(work);
    else if (emptied) this.alarm.ring();
  }

  /** Returns whether nothing is due any more. */
  private async drain(work: JobWork<object>): Promise<boolean> {
    try {
      while (!this.leaving.signal.aborted) {
        const job = await this.next(work.queue);
        if (job === undefined) return true;
        this.underWay.add(job);
        await runInContext(job.data.requestId ?? job.id, () => this.perform(work, job));
        this.underWay.delete(job);
      }
    } catch (error) {
      this.logger.warn({ msg: `jobs of ${work.queue} wait`, err: error });
    }
    return false;
  }

  /** The one that this process has just enqueued, unless others have it, or else the one that is due. */
  private async next(queue: string): Promise<TakenJob | undefined> {
    const wanted = this.wanted.get(queue);
    this.wanted.delete(queue);
    const job = wanted === undefined ? undefined : await this.outcomes.take(queue, wanted);
    return job ?? this.outcomes.take(queue);
  }

  /** When even the record fails, the job gives no sign of life any more, and is tried again as one that is lost. */
  private async perform(work: JobWork<object>, job: TakenJob): Promise<void> {
    const life = new SignOfLife(this.leaving.signal, (progress) => this.outcomes.beat(job, progress));
    try {
      const { signal } = life;
      const result = await work.perform({ ...job, signal, progress: (...values) => life.progress(...values) });
      await life.end();
      await this.outcomes.complete(work, job, result);
    } catch (error) {
      await life.end();
      await this.outcomes.fail(work, job, error);
    }
  }

  private async failLost(): Promise<void> {
    for (const job of await this.repository.findLost([...this.works.keys()])) {
      const work = this.works.get(job.queue);
      if (work !== undefined) await this.outcomes.lose(work, job);
    }
  }
}
