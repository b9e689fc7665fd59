import { Injectable } from '@nestjs/common';
import { Propagation, Transactional } from '../../database';
import { JobData, JobQueue } from '../../jobs';
import { currentRequestId } from '../../request-context';
import { AlertEvent, AlertTopic, Told, nextMessage } from '../alert';
import { Clock } from '../../utils/clock';
import { causeEntry } from '../alert-causes';
import { AlertRecordsRepository, StoredEpisode } from './alert-records.repository';

/** The queue of those jobs that send alerts. */
export const ALERT_QUEUE = 'alert';

/** A job of that queue tells what is next to be told of one alert, and sees to it that the rest is told too. */
export interface AlertJobData extends JobData {
  readonly alertId: number;
}

/**
 * Alerts on record: what is written in the transaction of its event is there if and only if the event is, and so is the
 * job that sends it. There is at most one job of an alert to be done: what it finds when it is done, it tells.
 */
@Injectable()
export class AlertRecords {
  constructor(
    private readonly repository: AlertRecordsRepository,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
  ) {}

  /** In the open transaction, or in its own. Returns the id of the alert. */
  @Transactional()
  async raise(event: AlertEvent, times = 1): Promise<number> {
    const complete = { requestId: currentRequestId(), ...event };
    await this.repository.lock(event.cause, event.subject ?? '');
    const now = this.clock.now();
    const episode =
      (await this.repository.addToOpen(complete, times, now)) ?? (await this.repository.open(complete, times, now));
    await this.ensureJob(episode);
    return episode.id;
  }

  /** Ends the alert, if there is one. In the open transaction, or in its own. */
  @Transactional()
  async recover({ cause, subject = '' }: AlertTopic): Promise<void> {
    await this.repository.lock(cause, subject);
    const episode = await this.repository.recover(cause, subject, this.clock.now());
    if (episode !== undefined) await this.ensureJob(episode);
  }

  /** Undefined when it has been cleaned up. */
  @Transactional()
  async findById(id: number): Promise<StoredEpisode | undefined> {
    return this.repository.findById(id);
  }

  /**
   * Records what has been told of an alert, in the transaction that ends its job, and enqueues the next job, if more is
   * to be told: what was raised while the job was done left it to this.
   */
  @Transactional(Propagation.Mandatory)
  async endJob(id: number, told: Told | undefined): Promise<void> {
    const locked = await this.repository.lockById(id);
    if (locked === undefined) return;
    const over = causeEntry(locked.cause).momentary === true;
    const episode = told && (await this.repository.told(id, told, this.clock.now(), over));
    await this.ensureJob(episode ?? locked);
  }

  /** Enqueues what was recorded while there was no queue yet. */
  @Transactional()
  async enqueueJobless(): Promise<void> {
    for (const episode of await this.repository.lockJobless()) await this.ensureJob(episode);
  }

  /** Whoever calls this has changed or locked the alert in the open transaction. */
  private async ensureJob(episode: StoredEpisode): Promise<void> {
    const next = nextMessage(episode);
    if (next === undefined || !(await this.queue.exists(ALERT_QUEUE))) return;
    const { id, jobId, requestId } = episode;
    const inSeconds = Math.max(0, next.at - this.clock.now()) / 1_000;
    if (jobId !== null && (await this.queue.hasten(ALERT_QUEUE, jobId, inSeconds))) return;
    const data: AlertJobData = { alertId: id, ...(requestId === null ? {} : { requestId }) };
    await this.repository.setJob(id, await this.queue.enqueue(ALERT_QUEUE, data, { about: `alert ${id}`, inSeconds }));
  }
}
