import { Injectable, Logger } from '@nestjs/common';
import { currentRequestId, runInServiceContext } from '../request-context';
import { withTimeout } from '../utils/timeout';
import { AlertEvent, AlertTopic } from './alert';
import { AlertRecords } from './alert-records';
import { InProcessAlerts } from './in-process-alerts';

/** Pending changes. More than that at once have few causes, and those are merged. */
const MAX_PENDING = 100;
/** How long the database may take to record an alert before it is sent without it. */
const RECORD_TIMEOUT_MS = 5_000;

interface Raise {
  readonly kind: 'raise';
  readonly event: AlertEvent;
  times: number;
}

interface Resolve {
  readonly kind: 'resolve';
  readonly event: AlertTopic;
}

/**
 * Raises and resolves alerts outside of transactions: returns at once and never fails. What the database cannot record
 * is sent without it. Events inside a transaction use `AlertRecords`.
 */
@Injectable()
export class Alerts {
  private readonly logger = new Logger('Alerts');
  private readonly pending: (Raise | Resolve)[] = [];
  private unrecorded: Resolve[] = [];
  private recording: Promise<void> | undefined;
  private sending: Promise<void> | undefined;

  constructor(
    private readonly records: AlertRecords,
    private readonly inProcess: InProcessAlerts,
  ) {}

  raise(event: AlertEvent): void {
    const last = this.pending.findLast((each) => isSame(each.event, event));
    if (last?.kind === 'raise') last.times++;
    else this.enqueue({ kind: 'raise', times: 1, event: { requestId: currentRequestId(), ...event } });
  }

  /** Does nothing if the alert is not open. */
  resolve(topic: AlertTopic): void {
    this.enqueue({ kind: 'resolve', event: topic });
  }

  /** Records again the resolutions that failed, and sends again what did not arrive. */
  retry(): void {
    const again = this.unrecorded.filter(({ event }) => !this.pending.some((each) => isSame(each.event, event)));
    this.unrecorded = [];
    for (const each of again) this.enqueue(each);
    this.sending = this.inProcess.deliver();
  }

  /** Resolves when everything so far is recorded, or was sent without a record. */
  async settled(): Promise<void> {
    await this.recording;
    await this.sending;
  }

  private enqueue(entry: Raise | Resolve): void {
    if (this.pending.length >= MAX_PENDING) this.pending.shift();
    this.pending.push(entry);
    // A context of its own, so that it does not join the caller's transaction.
    this.recording ??= runInServiceContext('alerts', () => this.recordAll()).finally(
      () => (this.recording = undefined),
    );
  }

  private async recordAll(): Promise<void> {
    await Promise.resolve();
    for (let next = this.pending.shift(); next !== undefined; next = this.pending.shift()) await this.record(next);
    this.sending = this.inProcess.deliver();
  }

  private async record(entry: Raise | Resolve): Promise<void> {
    if (entry.kind === 'resolve') this.inProcess.resolve(entry.event);
    if (entry.event.cause === 'database-unavailable') {
      if (entry.kind === 'raise') this.inProcess.raise(entry.event, entry.times);
      return;
    }
    try {
      await withTimeout(this.write(entry), RECORD_TIMEOUT_MS);
    } catch (error) {
      this.logger.warn(`an alert is not on record: ${error instanceof Error ? error.message : String(error)}`);
      if (entry.kind === 'raise') this.inProcess.raise(entry.event, entry.times);
      else this.unrecorded.push(entry);
    }
  }

  private async write(entry: Raise | Resolve): Promise<void> {
    if (entry.kind === 'raise') await this.records.raise(entry.event, entry.times);
    else await this.records.resolve(entry.event);
  }
}

function isSame(one: AlertTopic, other: AlertTopic): boolean {
  return one.cause === other.cause && (one.subject ?? '') === (other.subject ?? '');
}
