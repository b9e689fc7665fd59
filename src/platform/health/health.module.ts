import { Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DatabaseProbe } from './database.probe';
import { HealthChecks } from './health-checks';
import { HealthController } from './health.controller';
import { Readiness } from './readiness';
import { RedisProbe } from './redis.probe';

@Global()
@Module({
  // What is down has an alert, and a line of the log, of its own.
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [HealthChecks, Readiness, DatabaseProbe, RedisProbe],
  exports: [HealthChecks, Readiness],
})
export class HealthModule {}
