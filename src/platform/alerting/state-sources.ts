import { Injectable } from '@nestjs/common';
import { Database } from '../database';
import { RateLimitStorage } from '../rate-limit';
import { Clock } from '../utils/clock';
import { AlertSource, AlertWatch } from './alert-watch';

/** Each ping takes a second at most. One may fail because its connection was cut off or this process was busy. */
const PINGS = 3;

/** PostgreSQL cannot be reached or does not respond. An exhausted pool is another alert. */
@Injectable()
export class DatabaseSource implements AlertSource {
  readonly cause = 'database-unavailable';

  constructor(
    private readonly database: Database,
    watch: AlertWatch,
  ) {
    watch.add(this);
  }

  async check(): Promise<string | undefined> {
    for (let remaining = PINGS; remaining > 0; remaining--) {
      if (await this.responds()) return undefined;
    }
    return `PostgreSQL cannot be reached or does not respond; ${PINGS} pings failed.`;
  }

  private responds(): Promise<boolean> {
    return this.database.ping().then(
      () => true,
      () => false,
    );
  }
}

/** How long a pool counts as exhausted after a caller timed out. */
const EXHAUSTED_FOR_MS = 60_000;

/** A caller timed out waiting for a pooled connection. */
@Injectable()
export class PoolSource implements AlertSource {
  readonly cause = 'pool-exhausted';
  private timeouts = 0;
  private lastAt = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    watch: AlertWatch,
  ) {
    watch.add(this);
  }

  check(): string | undefined {
    const pools = this.database.poolStatistics();
    const timeouts = pools.reduce((sum, pool) => sum + pool.timeouts, 0);
    if (timeouts > this.timeouts) this.lastAt = this.clock.now();
    this.timeouts = timeouts;
    if (this.clock.now() - this.lastAt >= EXHAUSTED_FOR_MS) return undefined;
    const state = pools.map(({ pool, used, size, waiting }) => `${pool} ${used} of ${size} used, ${waiting} waiting`);
    return `${timeouts} callers timed out since the start; ${state.join('; ')}.`;
  }
}

/** Redis is configured and does not count. */
@Injectable()
export class LimiterSource implements AlertSource {
  readonly cause = 'limiter-degraded';

  constructor(
    private readonly storage: RateLimitStorage,
    watch: AlertWatch,
  ) {
    watch.add(this);
  }

  check(): string | undefined {
    return this.storage.degraded
      ? 'Redis is away, slow or full; each instance limits at limit / INSTANCES.'
      : undefined;
  }
}
