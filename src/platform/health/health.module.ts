import { Global, Module } from '@nestjs/common';
import { DatabaseProbe } from './database.probe';
import { HealthChecks } from './health-checks';
import { HealthController } from './health.controller';
import { Readiness } from './readiness';
import { RedisProbe } from './redis.probe';

@Global()
@Module({
  controllers: [HealthController],
  providers: [HealthChecks, Readiness, DatabaseProbe, RedisProbe],
  exports: [HealthChecks, Readiness],
})
export class HealthModule {}
