import { BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { AppConfig } from '../config';
import { Boss } from './boss';
import { JobData, JobSchedule, JobWork } from './job';
import { JobWorker } from './job-worker';

/** What this process does with the queue: everybody enqueues, ROLE says who does the jobs. */
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
  work<Data extends JobData>(work: JobWork<Data>): void {
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
    if (this.config.role === 'api') return this.boss.close();
    await this.boss.schedule(this.queues, this.schedules);
    this.worker.start(this.works);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.stop();
    await this.boss.close();
  }
}
