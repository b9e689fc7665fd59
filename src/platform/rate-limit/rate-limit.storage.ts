import { Logger, OnApplicationShutdown } from '@nestjs/common';
import { ThrottlerStorage } from '@nestjs/throttler';
import { withTimeout } from '../utils/timeout';
import { LocalWindows } from './local-windows';

type Decision = Awaited<ReturnType<ThrottlerStorage['increment']>>;

interface StorageSettings {
  /** How many instances share the limit while Redis does not count. */
  readonly instances: number;
  /** How long a request waits for Redis, in milliseconds. */
  readonly redisTimeout: number;
}

const PROBE_INTERVAL_MS = 250;
/** Several keys, so that every node of a cluster gets one. */
const PROBES = Array.from({ length: 16 }, (_, number) => `probe ${number}`);
/** The limit to pass for reading a count: every request is over it, so none is counted. */
const COUNT_NOTHING = 0;
/** Minimum time between two warnings about Redis. */
const WARNING_INTERVAL_MS = 60_000;

/**
 * Counts in Redis for all instances. While Redis is unreachable, slow, frozen or full, each process counts alone up to
 * its share of the limit. It also counts what Redis admitted, so that a change to local counting grants no new budget.
 */
export class RateLimitStorage implements ThrottlerStorage, OnApplicationShutdown {
  private readonly logger = new Logger(RateLimitStorage.name);
  private readonly local = new LocalWindows();
  private isDegraded = false;
  private probe: NodeJS.Timeout | undefined;
  private nextWarningAt = -Infinity;

  /** @param fault the last error of the connection, which says more than a failed command */
  constructor(
    private readonly shared: ThrottlerStorage | undefined,
    private readonly settings: StorageSettings,
    private readonly fault: () => string | undefined,
  ) {}

  /** Redis is configured and does not count. */
  get degraded(): boolean {
    return this.isDegraded;
  }

  async increment(key: string, window: number, limit: number, block: number, policy: string): Promise<Decision> {
    if (!this.shared || this.isDegraded) return this.countHere(key, window, limit, policy);
    try {
      const decision = await withTimeout(
        this.shared.increment(key, window, limit, block, policy),
        this.settings.redisTimeout,
      );
      if (!decision.isBlocked) this.countHere(key, window, limit, policy);
      return decision;
    } catch (error) {
      this.degrade(error);
      return this.countHere(key, window, limit, policy);
    }
  }

  /** Whether `increment` would refuse. Counts nothing, so that a caller can count failures only. */
  async peek(key: string, window: number, limit: number, policy: string): Promise<Decision> {
    if (!this.shared || this.isDegraded) return this.peekHere(key, window, limit, policy);
    try {
      const counted = await withTimeout(
        this.shared.increment(key, window, COUNT_NOTHING, 0, policy),
        this.settings.redisTimeout,
      );
      const isBlocked = counted.totalHits > limit;
      return { ...counted, isBlocked, timeToBlockExpire: isBlocked ? counted.timeToBlockExpire : 0 };
    } catch (error) {
      this.degrade(error);
      return this.peekHere(key, window, limit, policy);
    }
  }

  /** Counts in this process alone. Each instance has the whole limit. */
  incrementHere(key: string, window: number, limit: number, policy: string): Decision {
    return this.countLocally(key, window, limit, limit, policy);
  }

  onApplicationShutdown(): void {
    clearTimeout(this.probe);
  }

  private countHere(key: string, window: number, limit: number, policy: string): Decision {
    return this.countLocally(key, window, limit, this.shareOf(limit), policy);
  }

  private peekHere(key: string, window: number, limit: number, policy: string): Decision {
    const counted = this.countLocally(key, window, limit, COUNT_NOTHING, policy);
    const isBlocked = counted.totalHits - limit > this.shareOf(limit);
    return { ...counted, isBlocked, timeToBlockExpire: isBlocked ? counted.timeToBlockExpire : 0 };
  }

  private shareOf(limit: number): number {
    return this.shared ? Math.max(1, Math.floor(limit / this.settings.instances)) : limit;
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
    if (this.isDegraded) return;
    this.isDegraded = true;
    this.probeLater();
    const reason = this.fault() ?? (error instanceof Error ? error.message : String(error));
    const line = `Redis does not count (${reason}): rate limits are per instance until it does`;
    if (performance.now() < this.nextWarningAt) return this.logger.debug(line);
    this.nextWarningAt = performance.now() + WARNING_INTERVAL_MS;
    this.logger.warn(line);
  }

  private probeLater(): void {
    this.probe = setTimeout(() => void this.probeRedis(), PROBE_INTERVAL_MS).unref();
  }

  /** Writes, because a full Redis still responds to PING. */
  private async probeRedis(): Promise<void> {
    const { shared } = this;
    if (!shared) return;
    try {
      const written = Promise.all(PROBES.map((key) => shared.increment(key, 1_000, 1_000, 0, 'probe')));
      await withTimeout(written, this.settings.redisTimeout);
      this.isDegraded = false;
      this.logger.log('Redis counts again: rate limits hold across all instances');
    } catch {
      this.probeLater();
    }
  }
}
