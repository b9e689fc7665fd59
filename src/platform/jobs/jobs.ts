import { BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { AppConfig } from '../config';
import { runInServiceContext } from '../request-context';
import { PgBossClient } from './pg-boss-client';
import { JobData, JobSchedule, JobWork } from './job';
import { JobWorker } from './job-worker';

/** Starts the queues of this process. Every process enqueues; ROLE says which processes run jobs. */
@Injectable()
export class Jobs implements BeforeApplicationShutdown {
  private readonly works: JobWork<object>[] = [];
  private readonly schedules: JobSchedule[] = [];

  constructor(
    private readonly config: AppConfig,
    private readonly boss: PgBossClient,
    private readonly worker: JobWorker,
  ) {}

  /** Registers the work of a queue, while modules are initialised. */
  work<Data extends JobData, Result extends object | undefined = object | undefined>(
    work: JobWork<Data, Result>,
  ): void {
    this.works.push(work);
  }

  /** Registers a schedule, while modules are initialised. */
  schedule(schedule: JobSchedule): void {
    this.schedules.push(schedule);
  }

  /** Names of the queues. */
  get queues(): string[] {
    return this.works.map(({ queue }) => queue);
  }

  /** `main` calls it. Commands use the same modules, and run no jobs. */
  async start(): Promise<void> {
    await this.boss.open(this.works);
    await runInServiceContext('jobs', () => this.notifyOpened());
    if (this.config.role === 'api') await this.boss.close();
    else await this.boss.schedule(this.queues, this.schedules);
    this.worker.start(this.worksOfThisRole());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.stop();
    await this.boss.close();
  }

  private async notifyOpened(): Promise<void> {
    for (const work of this.works) await work.opened?.();
  }

  private worksOfThisRole(): JobWork<object>[] {
    return this.works.filter(({ everywhere }) => everywhere === true || this.config.role !== 'api');
  }
}
