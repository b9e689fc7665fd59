import { Injectable, OnModuleInit } from '@nestjs/common';
import { Job, JobError, Jobs } from '../jobs';
import { Told, messageDue } from './alert';
import { Clock } from '../utils/clock';
import { AlertMessage, messageOf } from './alert-message';
import { AlertChannel } from './channels/alert-channel';
import { ALERT_QUEUE, AlertJobData, AlertRecords } from './records/alert-records';

const FIRST_PAUSE_S = 5;
const LONGEST_PAUSE_S = 5 * 60;
/** About twelve hours. */
const FURTHER_TRIES = 150;

/**
 * Sends the alerts on record, as jobs of any process: those that only serve can be ill too. One whose arrival could not
 * be recorded may come twice. That the way out to people is blocked is told by no alert, which would have to take it.
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
    this.jobs.work<AlertJobData, Told | undefined>({
      queue: ALERT_QUEUE,
      retries: FURTHER_TRIES,
      pauseSeconds: FIRST_PAUSE_S,
      longestPauseSeconds: LONGEST_PAUSE_S,
      everywhere: true,
      opened: () => this.records.enqueueJobless(),
      perform: (job) => this.tell(job),
      done: ({ data }, told) => this.records.endJob(data.alertId, told),
      died: () => Promise.resolve('alerted'),
    });
  }

  private async tell({ data }: Job<AlertJobData>): Promise<Told | undefined> {
    const episode = await this.records.findById(data.alertId);
    const kind = episode && messageDue(episode, this.clock.now());
    if (episode === undefined || kind === undefined) return undefined;
    await this.send(messageOf(episode, kind));
    return { kind, occurrences: episode.occurrences };
  }

  private async send(message: AlertMessage): Promise<void> {
    try {
      await this.channel.send(message);
    } catch (error) {
      throw new JobError(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }
}
