import { Injectable, OnModuleInit } from '@nestjs/common';
import { RateLimitStorage } from '../../rate-limit';
import { AlertSource } from '../alert-source';
import { AlertWatch } from '../alert-watch';

/** Redis should count for all instances, and does not. */
@Injectable()
export class LimiterSource implements AlertSource, OnModuleInit {
  readonly cause = 'limiter-degraded';

  constructor(
    private readonly storage: RateLimitStorage,
    private readonly watch: AlertWatch,
  ) {}

  onModuleInit(): void {
    this.watch.add(this);
  }

  look(): string | undefined {
    return this.storage.degraded ? 'Redis is away, slow or full; limits hold at limit / INSTANCES each.' : undefined;
  }
}
