import { Injectable, OnModuleInit } from '@nestjs/common';
import { Propagation, Transactional } from '../database';
import { Job, JobData, JobQueue, JobWatcher, JobWatchers } from '../jobs';
import { currentRequestId } from '../request-context';
import { Clock } from '../utils/clock';
import { AlertEvent, AlertTopic, SentNotification, afterNotification, nextNotification, raise } from './alert';
import { AlertRecordsRepository, StoredAlert } from './alert-records.repository';

/** The queue of the jobs that send alerts. */
export const ALERT_QUEUE = 'alert';

/** The job sends the next notification of one alert. */
export interface AlertJobData extends JobData {
  readonly alertId: number;
}

/**
 * Alerts in the database, written in the transaction of their event together with the job that sends them. An alert has
 * at most one unfinished job, which decides what to send when it runs.
 */
@Injectable()
export class AlertRecords {
  constructor(
    private readonly repository: AlertRecordsRepository,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
  ) {}

  /** Joins the open transaction or starts one. Returns the id of the alert. */
  @Transactional()
  async raise(event: AlertEvent, times = 1): Promise<number> {
    const latest = await this.repository.lockLatest(event.cause, event.subject ?? '');
    const alert = raise(latest, { requestId: currentRequestId(), ...event }, times, this.clock.now());
    if ('id' in alert) return this.save(alert);
    const opened = await this.repository.insert(alert);
    await this.ensureJob(opened);
    return opened.id;
  }

  /**
   * Raises an alert of a lasting condition once. While it is open, `revised` raises it again if its summary has changed;
   * otherwise nothing is raised. Joins the open transaction or starts one.
   */
  @Transactional()
  async raiseOnce(event: AlertEvent, revised: boolean): Promise<void> {
    const latest = await this.repository.lockLatest(event.cause, event.subject ?? '');
    const isOpen = latest?.resolvedAt === null;
    if (!isOpen || (revised && latest.summary !== event.summary)) await this.raise(event);
  }

  /** Joins the open transaction or starts one. Does nothing if the alert is not open. */
  @Transactional()
  async resolve({ cause, subject = '' }: AlertTopic): Promise<void> {
    const latest = await this.repository.lockLatest(cause, subject);
    if (latest?.resolvedAt === null) await this.save({ ...latest, resolvedAt: this.clock.now() });
  }

  /** Returns undefined when the alert has been purged. */
  @Transactional()
  async findById(id: number): Promise<StoredAlert | undefined> {
    return this.repository.findById(id);
  }

  /**
   * Records what the job has sent, in the transaction that ends the job. Enqueues another job if more happened while it
   * ran, because `raise` left that to the running job.
   */
  @Transactional(Propagation.Mandatory)
  async endJob(id: number, sent: SentNotification | undefined): Promise<void> {
    const alert = await this.repository.lockById(id);
    if (alert === undefined) return;
    if (sent === undefined) await this.ensureJob(alert);
    else await this.save(afterNotification(alert, sent, this.clock.now()));
  }

  /** Enqueues jobs for alerts that were recorded before there was a queue. */
  @Transactional()
  async enqueueJobless(): Promise<void> {
    for (const alert of await this.repository.lockJobless()) await this.ensureJob(alert);
  }

  private async save(alert: StoredAlert): Promise<number> {
    await this.repository.update(alert);
    await this.ensureJob(alert);
    return alert.id;
  }

  /** Requires that the open transaction has locked the alert. */
  private async ensureJob(alert: StoredAlert): Promise<void> {
    const next = nextNotification(alert);
    if (next === undefined || !(await this.queue.exists(ALERT_QUEUE))) return;
    const { id, jobId, requestId } = alert;
    const inSeconds = Math.max(0, next.at - this.clock.now()) / 1_000;
    if (jobId !== null && (await this.queue.limitDelay(ALERT_QUEUE, jobId, inSeconds))) return;
    const data: AlertJobData = { alertId: id, ...(requestId === null ? {} : { requestId }) };
    await this.repository.setJob(id, await this.queue.enqueue(ALERT_QUEUE, data, { about: `alert ${id}`, inSeconds }));
  }
}

/** Raises an alert for a dead job. The next job of the same queue that succeeds resolves it. */
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
    await this.alerts.resolve({ cause: 'job-failed', subject: queue });
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
