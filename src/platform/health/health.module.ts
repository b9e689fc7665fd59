import { Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import Redis, { Cluster } from 'ioredis';
import { Database } from '../database';
import { RedisConnection } from '../redis';
import { HealthChecks, HealthFault } from './health-checks';
import { HealthController } from './health.controller';
import { Readiness } from './readiness';

const PROBE_KEY = 'autoindex:health';
const PROBE_TTL_MS = 10_000;

/** Writes, because a read-only replica and a full server respond to PING but count nothing. */
async function countOn(redis: Redis | Cluster): Promise<void> {
  try {
    await redis.set(PROBE_KEY, '1', 'PX', PROBE_TTL_MS);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (message.startsWith('READONLY'))
      throw new HealthFault('Redis is a read-only replica: limits are counted by instance.');
    if (message.startsWith('OOM')) throw new HealthFault('Redis is full: limits are counted by instance.');
    throw new HealthFault('Redis does not respond: limits are counted by instance.');
  }
}

@Global()
@Module({
  // A failed check has an alert and a log line already, so terminus does not log it.
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [HealthChecks, Readiness],
  exports: [HealthChecks, Readiness],
})
export class HealthModule {
  /** Redis is optional: without it each instance counts its rate limits alone. */
  constructor(checks: HealthChecks, database: Database, { client: redis }: RedisConnection) {
    checks.add('postgres', true, () => database.ping());
    if (redis) checks.add('redis', false, () => countOn(redis));
  }
}
