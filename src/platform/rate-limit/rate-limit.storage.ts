import { Logger, OnApplicationShutdown } from '@nestjs/common';
import { ThrottlerStorage } from '@nestjs/throttler';
import { withTimeout } from '../utils/timeout';
import { LocalWindows } from './local-windows';

type Decision = Awaited<ReturnType<ThrottlerStorage['increment']>>;

export interface StorageSettings {
  /** How many instances share the limit when each has to count by itself. */
  readonly instances: number;
  /** How long a request waits for Redis, in milliseconds. */
  readonly patience: number;
}

const PROBE_EVERY_MS = 250;
/** Several, so that in a cluster each node has one of them. */
const PROBES = Array.from({ length: 16 }, (_, number) => `probe ${number}`);
/** A Redis that comes and goes is one warning in this time. */
const ONE_WARNING_EACH_MS = 60_000;

/**
 * Counts in Redis, for all instances; and while Redis is away, slow, frozen or full, in this process, by its share of
 * the limit. What Redis admitted is noted here too, so that the share is not begun anew in the moment of the change.
 */
export class RateLimitStorage implements ThrottlerStorage, OnApplicationShutdown {
  private readonly logger = new Logger(RateLimitStorage.name);
  private readonly local = new LocalWindows();
  private away = false;
  private probe: NodeJS.Timeout | undefined;
  private nextWarningAt = -Infinity;

  /** @param fault what the connection broke of, which says more than that a command failed */
  constructor(
    private readonly shared: ThrottlerStorage | undefined,
    private readonly settings: StorageSettings,
    private readonly fault: () => string | undefined,
  ) {}

  /** Redis should count, and does not. */
  get degraded(): boolean {
    return this.away;
  }

  async increment(key: string, window: number, limit: number, block: number, policy: string): Promise<Decision> {
    if (!this.shared || this.away) return this.countHere(key, window, limit, policy);
    try {
      const decision = await withTimeout(
        this.shared.increment(key, window, limit, block, policy),
        this.settings.patience,
      );
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
    this.probeLater();
    const reason = this.fault() ?? (error instanceof Error ? error.message : String(error));
    const line = `Redis does not count (${reason}): each instance limits by itself until it does`;
    if (performance.now() < this.nextWarningAt) return this.logger.debug(line);
    this.nextWarningAt = performance.now() + ONE_WARNING_EACH_MS;
    this.logger.warn(line);
  }

  private probeLater(): void {
    this.probe = setTimeout(() => void this.tryAgain(), PROBE_EVERY_MS).unref();
  }

  /** Writes, as a request would: a Redis that is full still answers a PING. */
  private async tryAgain(): Promise<void> {
    const { shared } = this;
    if (!shared) return;
    try {
      const written = Promise.all(PROBES.map((key) => shared.increment(key, 1_000, 1_000, 0, 'probe')));
      await withTimeout(written, this.settings.patience);
      this.away = false;
      this.logger.log('Redis counts again: the limits hold over all instances');
    } catch {
      this.probeLater();
    }
  }
}
