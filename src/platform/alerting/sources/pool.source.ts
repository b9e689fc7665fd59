import { Injectable, OnModuleInit } from '@nestjs/common';
import { Database } from '../../database';
import { Clock } from '../../utils/clock';
import { AlertSource } from '../alert-source';
import { AlertWatch } from '../alert-watch';

/** After the last wait in vain the pool counts as exhausted for this time. */
const LASTS_MS = 60_000;

/** Somebody waited in vain for a connection within the last minute. */
@Injectable()
export class PoolSource implements AlertSource, OnModuleInit {
  readonly cause = 'pool-exhausted';
  private timeouts = 0;
  private lastAt = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly watch: AlertWatch,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.watch.add(this);
  }

  look(): string | undefined {
    const pools = this.database.poolStatistics();
    const timeouts = pools.reduce((sum, pool) => sum + pool.timeouts, 0);
    if (timeouts > this.timeouts) this.lastAt = this.clock.now();
    this.timeouts = timeouts;
    if (this.clock.now() - this.lastAt >= LASTS_MS) return undefined;
    const state = pools.map(({ pool, used, size, waiting }) => `${pool} ${used} of ${size} used, ${waiting} waiting`);
    return `${timeouts} waits in vain since the start; ${state.join('; ')}.`;
  }
}
