import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderError } from './market-data-provider';
import { Clock } from '../platform/utils/clock';

/** A clock that can also wait. */
export class WaitingClock extends Clock {
  /** Rejects with an `AbortError` when the signal is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return sleep(milliseconds, undefined, signal ? { signal } : {});
  }
}

/** The vendor's quota, spent before each call. One for all calls with the same key. */
export interface CreditBudget {
  /** The most credits that one call can take. */
  readonly largestCall: number;
  /**
   * Waits until the credits can be spent, and spends them.
   * @throws ProviderError `rate_limited` when that is more than two minutes away: the day has none left, or a pause is long
   */
  take(credits: number, signal?: AbortSignal): Promise<void>;
  /** Credits left in this minute as reported by the vendor, which also counts other users of the key. */
  observe(leftThisMinute: number): void;
  /** The vendor refuses calls for that long; undefined: until the next minute begins. */
  pause(milliseconds: number | undefined): void;
  /** The vendor reports that the day's credits are used up. */
  endDay(): void;
}

export interface Quota {
  readonly perMinute: number;
  readonly perDay: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A call that would have to wait longer fails with `retryAfterSeconds`. */
const MAX_WAIT = 2 * MINUTE;

interface Shortage {
  /** Milliseconds left of a pause that the vendor demands; 0 or less: none. */
  readonly pause: number;
  readonly minuteIsOver: boolean;
  readonly dayIsOver: boolean;
}

/**
 * Milliseconds until credits may be free; 0 when they are.
 * @throws ProviderError `rate_limited` when that is too far away
 */
export function waitOrRefuse({ pause, minuteIsOver, dayIsOver }: Shortage, now: number): number {
  const delay = Math.max(pause, dayIsOver ? DAY - (now % DAY) : 0, minuteIsOver ? MINUTE - (now % MINUTE) : 0, 0);
  if (delay <= MAX_WAIT) return delay;
  const which = dayIsOver ? 'The credits of the day are used up' : 'The vendor demands a longer pause';
  throw new ProviderError('twelvedata', 'rate_limited', which, { retryAfterSeconds: Math.ceil(delay / 1000) });
}

/** The quota within one process. The vendor counts by minutes of the clock and by days in UTC. */
export class InProcessCreditBudget implements CreditBudget {
  readonly largestCall: number;
  private minute = { begins: 0, used: 0 };
  private day = { begins: 0, used: 0 };
  private pausedUntil = 0;

  constructor(
    private readonly quota: Quota,
    private readonly clock: WaitingClock = new WaitingClock(),
  ) {
    this.largestCall = quota.perMinute;
  }

  async take(credits: number, signal?: AbortSignal): Promise<void> {
    for (let delay = this.delay(credits); delay > 0; delay = this.delay(credits)) await this.clock.wait(delay, signal);
    this.spend(credits);
  }

  /** Counts credits that the shared budget has admitted. */
  spend(credits: number): void {
    this.turn();
    this.minute.used += credits;
    this.day.used += credits;
  }

  observe(leftThisMinute: number): void {
    this.turn();
    this.minute.used = Math.max(this.minute.used, this.quota.perMinute - leftThisMinute);
  }

  pause(milliseconds: number | undefined): void {
    this.turn();
    const until = milliseconds === undefined ? this.minute.begins + MINUTE : this.clock.now() + milliseconds;
    this.pausedUntil = Math.max(this.pausedUntil, until);
  }

  endDay(): void {
    this.turn();
    this.day.used = this.quota.perDay;
  }

  /** Milliseconds until so many credits may be free; 0 when they are. */
  private delay(credits: number): number {
    this.turn();
    const now = this.clock.now();
    const dayIsOver = this.day.used + credits > this.quota.perDay;
    const minuteIsOver = this.minute.used + credits > this.quota.perMinute;
    return waitOrRefuse({ pause: this.pausedUntil - now, minuteIsOver, dayIsOver }, now);
  }

  private turn(): void {
    const now = this.clock.now();
    const [minute, day] = [now - (now % MINUTE), now - (now % DAY)];
    if (this.minute.begins !== minute) this.minute = { begins: minute, used: 0 };
    if (this.day.begins !== day) this.day = { begins: day, used: 0 };
  }
}
