import { Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Database } from '../database';
import { RedisConnection } from '../redis';
import { HealthChecks } from './health-checks';
import { HealthController } from './health.controller';
import { Readiness } from './readiness';

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
    if (redis) checks.add('redis', false, async () => void (await redis.ping()));
  }
}
