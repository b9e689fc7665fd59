import { Injectable } from '@nestjs/common';
import { Clock } from '../utils/clock';
import {
  Alert,
  AlertEvent,
  AlertTopic,
  NotificationKind,
  afterNotification,
  isOver,
  notificationDue,
  raise,
} from './alert';
import { AlertChannel } from './alert-channels';
import { messageOf } from './alert-message';

/** There are few more alerts than causes. */
const MAX_ALERTS = 50;
const FIRST_RETRY_MS = 5_000;
const MAX_RETRY_DELAY_MS = 5 * 60_000;

interface Entry {
  alert: Alert;
  failures: number;
  nextTryAt: number;
}

/**
 * Alerts while the database, and with it the queue, is unavailable. Each instance sends its own. They follow the same
 * rules as those on record, and are lost when the process ends.
 */
@Injectable()
export class InProcessAlerts {
  private readonly entries = new Map<string, Entry>();
  private delivering: Promise<void> | undefined;

  constructor(
    private readonly channel: AlertChannel,
    private readonly clock: Clock,
  ) {}

  raise(event: AlertEvent, times: number): void {
    const now = this.clock.now();
    const key = keyOf(event);
    const entry = this.entries.get(key);
    const alert = raise(entry?.alert, event, times, now);
    if (entry !== undefined && !isOver(entry.alert, now)) {
      entry.alert = alert;
      return;
    }
    const [oldest] = this.entries.keys();
    if (this.entries.size >= MAX_ALERTS && oldest !== undefined) this.entries.delete(oldest);
    this.entries.set(key, { alert, failures: 0, nextTryAt: now });
  }

  resolve(topic: AlertTopic): void {
    const entry = this.entries.get(keyOf(topic));
    if (entry?.alert.resolvedAt === null) entry.alert = { ...entry.alert, resolvedAt: this.clock.now() };
  }

  /** Sends due notifications one after the other. Concurrent callers share one run. Never fails. */
  deliver(): Promise<void> {
    this.delivering ??= this.deliverAll().finally(() => (this.delivering = undefined));
    return this.delivering;
  }

  private async deliverAll(): Promise<void> {
    for (const [key, entry] of this.entries) {
      if (entry.nextTryAt > this.clock.now()) continue;
      const kind = notificationDue(entry.alert, this.clock.now());
      if (kind !== undefined) await this.notify(entry, kind);
      else if (isOver(entry.alert, this.clock.now())) this.entries.delete(key);
    }
  }

  private async notify(entry: Entry, kind: NotificationKind): Promise<void> {
    const message = messageOf(entry.alert, kind);
    try {
      await this.channel.send(message);
      const now = this.clock.now();
      entry.alert = afterNotification(entry.alert, { kind, occurrences: message.occurrences }, now);
      entry.failures = 0;
      entry.nextTryAt = now;
    } catch {
      entry.nextTryAt = this.clock.now() + Math.min(FIRST_RETRY_MS * 2 ** entry.failures, MAX_RETRY_DELAY_MS);
      entry.failures++;
    }
  }
}

function keyOf({ cause, subject = '' }: AlertTopic): string {
  return `${cause} ${subject}`;
}
