import { Injectable, OnModuleInit } from '@nestjs/common';
import { AppConfig } from '../../platform/config';
import { Job, Jobs } from '../../platform/jobs';
import { AnnouncedRunsService, RunJobs } from '../../runs';
import { REFRESH_QUEUE, RefreshJobData, RefreshService } from '../run/refresh.service';
import { cronTick } from './cron-tick';

/** What the schedule asks for. Nobody watches it, so it is tried again when it fails. */
const DAILY: RefreshJobData = { request: { allowPartial: false }, requester: { name: 'schedule' } };

/** Does the refreshes that wait in the queue, and puts one there when the configuration says so. */
@Injectable()
export class RefreshJobs implements OnModuleInit {
  constructor(
    private readonly config: AppConfig,
    private readonly jobs: Jobs,
    private readonly refresh: RefreshService,
    private readonly runs: RunJobs,
    private readonly announced: AnnouncedRunsService,
  ) {}

  onModuleInit(): void {
    this.jobs.work<RefreshJobData>({
      queue: REFRESH_QUEUE,
      retries: 3,
      pauseSeconds: 60,
      perform: (job) => this.perform(job),
      died: ({ data }, reason) => this.died(data, reason),
    });
    const { cron, timeZone } = this.config.refresh;
    if (cron !== undefined) this.jobs.schedule({ queue: REFRESH_QUEUE, cron, timeZone, data: DAILY });
  }

  private perform(job: Job<RefreshJobData>): Promise<object | undefined> {
    const { request, requester } = job.data;
    const data = { request, requester: { requestId: job.id, ...requester } };
    return this.runs.perform(job, this.nameOf(job), {
      announce: (key) => this.refresh.announce(data, key),
      perform: (runId) => this.refresh.perform(runId, request, job.signal),
    });
  }

  /** The queue may enqueue a tick twice, where one minute becomes the next: the same name makes one run of it. */
  private nameOf({ id, data, enqueuedAt }: Job<RefreshJobData>): string {
    const { cron, timeZone } = this.config.refresh;
    if (data.runId !== undefined || cron === undefined) return `job:${id}`;
    return `schedule:${cronTick(cron, timeZone, enqueuedAt)}`;
  }

  /** Of a run that failed people have been told with the run. */
  private async died({ runId }: RefreshJobData, reason: string): Promise<'alerted' | undefined> {
    if (runId === undefined) return undefined;
    await this.announced.abandon(runId, reason);
    return 'alerted';
  }
}
