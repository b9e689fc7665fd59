import { Injectable } from '@nestjs/common';
import { AlertEvent, AlertTopic, Episode, MessageKind, isReopened, messageDue } from './alert';
import { Clock } from '../utils/clock';
import { AlertMessage, messageOf } from './alert-message';
import { AlertChannel } from './channels/alert-channel';

/** Alerts that are kept at most; there are not many more than causes. */
const MOST = 50;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

interface Kept {
  episode: Episode;
  attempts: number;
  nextTryAt: number;
}

/**
 * Alerts while the database cannot keep them, and so has no queue either: each instance tells its own. Grouped and cooled
 * down like the others; lost with the process.
 */
@Injectable()
export class InProcessAlerts {
  private readonly kept = new Map<string, Kept>();
  private delivering: Promise<void> | undefined;

  constructor(
    private readonly channel: AlertChannel,
    private readonly clock: Clock,
  ) {}

  raise(event: AlertEvent, times: number): void {
    const now = this.clock.now();
    const key = keyOf(event);
    const before = this.kept.get(key);
    const goesOn = before && (before.episode.recoveredAt === null || isReopened(before.episode, now));
    if (!goesOn) return this.open(key, event, times, now);
    before.episode = {
      ...before.episode,
      summary: event.summary,
      requestId: event.requestId ?? before.episode.requestId,
      occurrences: before.episode.occurrences + times,
      recoveredAt: null,
    };
  }

  recover(topic: AlertTopic): void {
    const kept = this.kept.get(keyOf(topic));
    if (!kept || kept.episode.recoveredAt !== null) return;
    kept.episode = { ...kept.episode, recoveredAt: this.clock.now() };
  }

  /** Sends what is due, one after the other; whoever comes meanwhile waits for the same. Never fails. */
  deliver(): Promise<void> {
    this.delivering ??= this.deliverAll().finally(() => (this.delivering = undefined));
    return this.delivering;
  }

  private async deliverAll(): Promise<void> {
    for (const [key, kept] of this.kept) {
      if (kept.nextTryAt > this.clock.now()) continue;
      const kind = messageDue(kept.episode, this.clock.now());
      if (kind !== undefined) await this.tell(kept, kind, messageOf(kept.episode, kind));
      else if (isForgotten(kept.episode, this.clock.now())) this.kept.delete(key);
    }
  }

  private open(key: string, event: AlertEvent, times: number, now: number): void {
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST && oldest !== undefined) this.kept.delete(oldest);
    const { cause, subject = '', summary, requestId = null } = event;
    const untold = { recoveredAt: null, told: null, toldAt: null, toldOccurrences: 0 };
    const episode = { cause, subject, summary, requestId, occurrences: times, openedAt: now, ...untold };
    this.kept.set(key, { episode, attempts: 0, nextTryAt: now });
  }

  private async tell(kept: Kept, kind: MessageKind, message: AlertMessage): Promise<void> {
    try {
      await this.channel.send(message);
      const now = this.clock.now();
      const toldAt = kind === 'recovered' ? kept.episode.toldAt : now;
      const told = kind === 'recovered' ? kind : 'raised';
      kept.episode = { ...kept.episode, told, toldAt, toldOccurrences: message.occurrences };
      Object.assign(kept, { attempts: 0, nextTryAt: now });
    } catch {
      kept.attempts++;
      kept.nextTryAt = this.clock.now() + pauseAfter(kept.attempts);
    }
  }
}

/** Milliseconds before the next try; it doubles with each. */
function pauseAfter(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
}

function keyOf({ cause, subject = '' }: AlertTopic): string {
  return `${cause} ${subject}`;
}

function isForgotten(episode: Episode, now: number): boolean {
  return episode.recoveredAt !== null && !isReopened(episode, now);
}
