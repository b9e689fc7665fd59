import { BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { AppConfig } from '../config';
import { runInContext } from '../request-context';
import { Boss } from './boss';
import { JobData, JobSchedule, JobWork } from './job';
import { JobWorker } from './job-worker';

/** What this process does with the queue: everybody enqueues, ROLE says who does the jobs that not everybody does. */
@Injectable()
export class Jobs implements BeforeApplicationShutdown {
  private readonly works: JobWork<object>[] = [];
  private readonly schedules: JobSchedule[] = [];

  constructor(
    private readonly config: AppConfig,
    private readonly boss: Boss,
    private readonly worker: JobWorker,
  ) {}

  /** To be called while modules are initialised. */
  work<Data extends JobData, Result extends object | undefined = object | undefined>(
    work: JobWork<Data, Result>,
  ): void {
    this.works.push(work);
  }

  /** To be called while modules are initialised. */
  schedule(schedule: JobSchedule): void {
    this.schedules.push(schedule);
  }

  /** Names of the queues. */
  get queues(): string[] {
    return this.works.map(({ queue }) => queue);
  }

  /** Not by itself: commands are made of the same modules, and do no jobs. */
  async start(): Promise<void> {
    await this.boss.open(this.works);
    await runInContext('jobs', () => this.sayOpened());
    if (this.config.role === 'api') await this.boss.close();
    else await this.boss.schedule(this.queues, this.schedules);
    this.worker.start(this.worksHere());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.stop();
    await this.boss.close();
  }

  private async sayOpened(): Promise<void> {
    for (const work of this.works) await work.opened?.();
  }

  private worksHere(): JobWork<object>[] {
    return this.works.filter(({ everywhere }) => everywhere === true || this.config.role !== 'api');
  }
}
