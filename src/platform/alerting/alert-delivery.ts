import { Injectable, OnModuleInit } from '@nestjs/common';
import { Job, JobError, Jobs } from '../jobs';
import { Clock } from '../utils/clock';
import { SentNotification, notificationDue } from './alert';
import { AlertChannel } from './alert-channels';
import { AlertMessage, messageOf } from './alert-message';
import { ALERT_QUEUE, AlertJobData, AlertRecords } from './alert-records';

const FIRST_RETRY_S = 5;
const MAX_RETRY_DELAY_S = 5 * 60;
/** About twelve hours. */
const RETRIES = 150;

/**
 * Sends the alerts on record, as jobs that run in every process whatever its role. A notification may arrive twice if
 * its arrival could not be recorded. A dead job of this queue raises no alert, which would take the same way.
 */
@Injectable()
export class AlertDelivery implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly records: AlertRecords,
    private readonly channel: AlertChannel,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.work<AlertJobData, SentNotification | undefined>({
      queue: ALERT_QUEUE,
      retries: RETRIES,
      retryDelaySeconds: FIRST_RETRY_S,
      maxRetryDelaySeconds: MAX_RETRY_DELAY_S,
      everywhere: true,
      opened: () => this.records.enqueueJobless(),
      perform: (job) => this.notify(job),
      done: ({ data }, sent) => this.records.endJob(data.alertId, sent),
      died: () => Promise.resolve('alerted'),
    });
  }

  private async notify({ data }: Job<AlertJobData>): Promise<SentNotification | undefined> {
    const alert = await this.records.findById(data.alertId);
    const kind = alert && notificationDue(alert, this.clock.now());
    if (alert === undefined || kind === undefined) return undefined;
    await this.send(messageOf(alert, kind));
    return { kind, occurrences: alert.occurrences };
  }

  private async send(message: AlertMessage): Promise<void> {
    try {
      await this.channel.send(message);
    } catch (error) {
      throw new JobError(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }
}
