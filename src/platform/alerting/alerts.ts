import { Injectable, Logger } from '@nestjs/common';
import { withTimeout } from '../utils/timeout';
import { currentRequestId, runInContext } from '../request-context';
import { AlertEvent, AlertTopic } from './alert';
import { InProcessAlerts } from './in-process-alerts';
import { AlertRecords } from './records/alert-records';

/** Events that wait to be put on record; more than that at once come from few causes, and those are merged. */
const MOST_WAITING = 100;
/** How long the database may take to keep an alert before it is told without it. */
const PATIENCE_MS = 5_000;

interface Raised {
  readonly kind: 'raised';
  readonly event: AlertEvent;
  times: number;
}

interface Recovered {
  readonly kind: 'recovered';
  readonly event: AlertTopic;
}

type Waiting = Raised | Recovered;

/**
 * Raises alerts from where no transaction is: returns at once and never fails. What the database cannot keep is told
 * without it. Events with a transaction of their own use `AlertRecords`.
 */
@Injectable()
export class Alerts {
  private readonly logger = new Logger('Alerts');
  private readonly waiting: Waiting[] = [];
  private unrecorded: Recovered[] = [];
  private working: Promise<void> | undefined;
  private sending: Promise<void> | undefined;

  constructor(
    private readonly records: AlertRecords,
    private readonly inProcess: InProcessAlerts,
  ) {}

  raise(event: AlertEvent): void {
    const last = this.waiting.findLast((each) => isSame(each.event, event));
    if (last?.kind === 'raised') last.times++;
    else this.enqueue({ kind: 'raised', times: 1, event: { requestId: currentRequestId(), ...event } });
  }

  /** Ends the alert, if there is one, which is told to those who were told of it. */
  recover(topic: AlertTopic): void {
    this.enqueue({ kind: 'recovered', event: topic });
  }

  /** Records again the recoveries for which the database was not there, and sends again what did not arrive without it. */
  retry(): void {
    const again = this.unrecorded.filter(({ event }) => !this.waiting.some((each) => isSame(each.event, event)));
    this.unrecorded = [];
    for (const each of again) this.enqueue(each);
    this.sending = this.inProcess.deliver();
  }

  /** Resolves when everything said so far is on record, or was tried to be told without one. */
  async settled(): Promise<void> {
    await this.working;
    await this.sending;
  }

  private enqueue(entry: Waiting): void {
    if (this.waiting.length >= MOST_WAITING) this.waiting.shift();
    this.waiting.push(entry);
    // A context of its own: the transaction of the one who raises it is none of ours.
    this.working ??= runInContext('alerts', () => this.work()).finally(() => (this.working = undefined));
  }

  private async work(): Promise<void> {
    await Promise.resolve();
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) await this.keep(next);
    this.sending = this.inProcess.deliver();
  }

  private async keep(entry: Waiting): Promise<void> {
    if (entry.kind === 'recovered') this.inProcess.recover(entry.event);
    if (entry.event.cause === 'database-unavailable') {
      if (entry.kind === 'raised') this.inProcess.raise(entry.event, entry.times);
      return;
    }
    try {
      await withTimeout(this.record(entry), PATIENCE_MS);
    } catch (error) {
      this.logger.warn(`an alert is not on record: ${error instanceof Error ? error.message : String(error)}`);
      if (entry.kind === 'raised') this.inProcess.raise(entry.event, entry.times);
      else this.unrecorded.push(entry);
    }
  }

  private async record(entry: Waiting): Promise<void> {
    if (entry.kind === 'raised') await this.records.raise(entry.event, entry.times);
    else await this.records.recover(entry.event);
  }
}

function isSame(one: AlertTopic, other: AlertTopic): boolean {
  return one.cause === other.cause && (one.subject ?? '') === (other.subject ?? '');
}
