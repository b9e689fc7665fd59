import { Injectable, OnModuleInit } from '@nestjs/common';
import { Job, JobData, JobWatcher, JobWatchers } from '../../jobs';
import { AlertRecords } from './alert-records';

/** A dead job is an alert, which is over when a job of the same queue has been done. */
@Injectable()
export class DeadJobAlerts implements JobWatcher, OnModuleInit {
  constructor(
    private readonly watchers: JobWatchers,
    private readonly alerts: AlertRecords,
  ) {}

  onModuleInit(): void {
    this.watchers.add(this);
  }

  async done(queue: string): Promise<void> {
    await this.alerts.recover({ cause: 'job-failed', subject: queue });
  }

  async died(queue: string, { id, data }: Pick<Job<JobData>, 'id' | 'data'>, reason: string): Promise<void> {
    await this.alerts.raise({
      cause: 'job-failed',
      subject: queue,
      summary: `Job ${id} of the queue ${queue} is dead: ${reason}`,
      requestId: data.requestId ?? id,
    });
  }
}
