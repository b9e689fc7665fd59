import { Logger, OnApplicationShutdown } from '@nestjs/common';
import { ThrottlerStorage } from '@nestjs/throttler';
import { LocalWindows } from './local-windows';
import { within } from './within';

type Decision = Awaited<ReturnType<ThrottlerStorage['increment']>>;

export interface StorageSettings {
  /** How many instances share the limit when each has to count by itself. */
  readonly instances: number;
  /** How long a request waits for Redis, in milliseconds. */
  readonly patience: number;
}

const PROBE_EVERY_MS = 250;

/**
 * Counts in Redis, for all instances; and while Redis is away, slow, frozen or full, in this process, by its share of
 * the limit. What Redis admitted is noted here too, so that the share is not begun anew in the moment of the change.
 */
export class RateLimitStorage implements ThrottlerStorage, OnApplicationShutdown {
  private readonly logger = new Logger(RateLimitStorage.name);
  private readonly local = new LocalWindows();
  private away = false;
  private probe: NodeJS.Timeout | undefined;

  constructor(
    private readonly shared: ThrottlerStorage | undefined,
    private readonly settings: StorageSettings,
  ) {}

  /** Redis should count, and does not. */
  get degraded(): boolean {
    return this.away;
  }

  async increment(key: string, window: number, limit: number, block: number, policy: string): Promise<Decision> {
    if (!this.shared || this.away) return this.countHere(key, window, limit, policy);
    try {
      const decision = await within(this.shared.increment(key, window, limit, block, policy), this.settings.patience);
      if (!decision.isBlocked) this.countHere(key, window, limit, policy);
      return decision;
    } catch (error) {
      this.degrade(error);
      return this.countHere(key, window, limit, policy);
    }
  }

  /** Counts in this process alone, where each instance has the whole limit. */
  incrementHere(key: string, window: number, limit: number, policy: string): Decision {
    return this.countLocally(key, window, limit, limit, policy);
  }

  onApplicationShutdown(): void {
    clearTimeout(this.probe);
  }

  private countHere(key: string, window: number, limit: number, policy: string): Decision {
    const share = this.shared ? Math.max(1, Math.floor(limit / this.settings.instances)) : limit;
    return this.countLocally(key, window, limit, share, policy);
  }

  private countLocally(key: string, window: number, limit: number, share: number, policy: string): Decision {
    const { admitted, hits, wait } = this.local.hit(`${policy} ${key}`, share, window, performance.now());
    const seconds = Math.max(1, Math.ceil(wait / 1000));
    return {
      totalHits: hits + limit - share,
      timeToExpire: seconds,
      isBlocked: !admitted,
      timeToBlockExpire: admitted ? 0 : seconds,
    };
  }

  private degrade(error: unknown): void {
    if (this.away) return;
    this.away = true;
    this.logger.warn(`Redis does not count (${String(error)}): each instance limits by itself until it does`);
    this.probeLater();
  }

  private probeLater(): void {
    this.probe = setTimeout(() => void this.tryAgain(), PROBE_EVERY_MS).unref();
  }

  /** Writes, as a request would: a Redis that is full still answers a PING. */
  private async tryAgain(): Promise<void> {
    try {
      if (this.shared) await within(this.shared.increment('probe', 1_000, 1_000, 0, 'probe'), this.settings.patience);
      this.away = false;
      this.logger.log('Redis counts again: the limits hold over all instances');
    } catch {
      this.probeLater();
    }
  }
}
