import { BeforeApplicationShutdown, Injectable, Logger, OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { serverOf } from '../http';
import { runInContext } from '../request-context';
import { messageDue } from './alert';
import { AlertClock } from './alert-clock';
import { messageOf } from './alert-message';
import { AlertChannel } from './channels/alert-channel';
import { InProcessAlerts } from './in-process-alerts';
import { StoredEpisode } from './records/alert-records.repository';
import { AlertRecords } from './records/alert-records';

const EVERY_MS = 5_000;

/**
 * Sends what is on record, by whichever instance comes first, and what is in this process only. A message that does not
 * arrive is tried again, later and later, by any instance; one whose arrival could not be recorded may come twice.
 */
@Injectable()
export class AlertDispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Alerts');
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private again = false;

  constructor(
    private readonly records: AlertRecords,
    private readonly inProcess: InProcessAlerts,
    private readonly channel: AlertChannel,
    private readonly clock: AlertClock,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Not in a command, which is made of the same modules: it sees too little, and ends too soon. */
  onApplicationBootstrap(): void {
    if (!serverOf(this.host)) return;
    this.records.onRecorded(() => this.poke());
    this.timer = setInterval(() => this.poke(), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.working;
  }

  /** Looks for something to send, soon and outside of what the caller does. Never fails. */
  poke(): void {
    if (this.working) this.again = true;
    else this.working = runInContext('alerts', () => this.work()).finally(() => (this.working = undefined));
  }

  /** Sends all that is due now. */
  async deliver(): Promise<void> {
    this.poke();
    await this.working;
  }

  private async work(): Promise<void> {
    do {
      this.again = false;
      await this.inProcess.deliver();
      await this.deliverRecorded();
    } while (this.again);
  }

  private async deliverRecorded(): Promise<void> {
    try {
      for (let due = await this.records.claim(); due.length > 0; due = await this.records.claim()) {
        for (const episode of due) await this.tell(episode);
      }
    } catch (error) {
      this.logger.debug(`alerts on record wait: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private async tell(episode: StoredEpisode): Promise<void> {
    const kind = messageDue(episode, this.clock.now());
    if (kind === undefined) return;
    try {
      await this.channel.send(messageOf(episode, kind));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`alert ${episode.id} was not sent, try ${episode.attempts}: ${reason}`);
      return this.records.failed(episode, reason);
    }
    await this.records.told(episode, kind);
  }
}
