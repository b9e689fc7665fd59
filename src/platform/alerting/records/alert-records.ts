import { Injectable } from '@nestjs/common';
import { Database, Propagation, Transactional } from '../../database';
import { currentRequestId } from '../../request-context';
import { AlertEvent, AlertTopic, MessageKind } from '../alert';
import { AlertClock } from '../alert-clock';
import { causeEntry } from '../alert-causes';
import { AlertRecordsRepository, StoredEpisode } from './alert-records.repository';

/** Longer than sending takes; an instance that dies while it sends leaves the message to others after it. */
const LEASE_MS = 30_000;
const AT_ONCE = 20;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * Alerts on record: what is written in the transaction of its event is there if and only if the event is. The
 * dispatcher of any instance sends it.
 */
@Injectable()
export class AlertRecords {
  private listener: () => void = () => undefined;

  constructor(
    private readonly database: Database,
    private readonly repository: AlertRecordsRepository,
    private readonly clock: AlertClock,
  ) {}

  /** `listener` is told after each commit that left something to tell. */
  onRecorded(listener: () => void): void {
    this.listener = listener;
  }

  /** In the open transaction, or in its own. Returns the id of the alert. */
  @Transactional()
  async raise(event: AlertEvent, times = 1): Promise<number> {
    const complete = { requestId: currentRequestId(), ...event };
    await this.repository.lock(event.cause, event.subject ?? '');
    this.database.transaction.afterCommit(() => this.listener());
    const now = this.clock.now();
    return (
      (await this.repository.addToOpen(complete, times, now)) ?? (await this.repository.open(complete, times, now))
    );
  }

  /** Ends the alert, if there is one. In the open transaction, or in its own. */
  @Transactional()
  async recover({ cause, subject = '' }: AlertTopic): Promise<void> {
    await this.repository.lock(cause, subject);
    await this.repository.recover(cause, subject, this.clock.now());
    this.database.transaction.afterCommit(() => this.listener());
  }

  @Transactional(Propagation.RequiresNew)
  claim(): Promise<StoredEpisode[]> {
    return this.repository.claim(this.clock.now(), LEASE_MS, AT_ONCE);
  }

  @Transactional(Propagation.RequiresNew)
  told({ id, cause, occurrences }: StoredEpisode, kind: MessageKind): Promise<void> {
    const told = kind === 'recovered' ? 'recovered' : 'raised';
    const over = causeEntry(cause).momentary === true;
    return this.repository.told(id, over ? 'recovered' : told, occurrences, this.clock.now(), over);
  }

  @Transactional(Propagation.RequiresNew)
  failed({ id, attempts }: StoredEpisode, reason: string): Promise<void> {
    return this.repository.failed(id, reason, this.clock.now() + pauseAfter(attempts));
  }
}

/** Milliseconds before the next try; it doubles with each. */
export function pauseAfter(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
}
