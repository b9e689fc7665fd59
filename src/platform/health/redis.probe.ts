import { Injectable, OnModuleInit } from '@nestjs/common';
import { RedisConnection } from '../redis';
import { HealthChecks } from './health-checks';

/** Redis: without it the limits hold for each instance alone, so its absence is a warning. */
@Injectable()
export class RedisProbe implements OnModuleInit {
  constructor(
    private readonly redis: RedisConnection,
    private readonly checks: HealthChecks,
  ) {}

  onModuleInit(): void {
    const { client } = this.redis;
    if (client) this.checks.add('redis', false, async () => void (await client.ping()));
  }
}
