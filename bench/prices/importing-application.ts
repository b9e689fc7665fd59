import { Global, INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppConfig, ConfigModule } from '../../src/platform/config';
import { DatabaseModule } from '../../src/platform/database';
import { RateLimitModule } from '../../src/platform/rate-limit';
import { RedisModule } from '../../src/platform/redis';
import { RequestContextModule } from '../../src/platform/request-context';
import { PriceChangeListener, PricesModule } from '../../src/prices';

/** What cannot start says why. */
const QUIET = { logger: false, abortOnError: false } as const;

@Global()
@Module({
  providers: [{ provide: PriceChangeListener, useValue: { pricesChanged: () => Promise.resolve({}) } }],
  exports: [PriceChangeListener],
})
class NobodyComputesModule {}

/** Everything that an import goes through but the indices. */
export function importingApplication(url: string): Promise<INestApplicationContext> {
  const config = AppConfig.fromEnvironment({ DATABASE_URL: url });
  const imports = [
    ConfigModule.forRoot(config),
    RequestContextModule,
    DatabaseModule.forRoot({ ...config.database, url }),
    NobodyComputesModule,
    RedisModule,
    RateLimitModule,
    PricesModule,
  ];
  return NestFactory.createApplicationContext({ module: class BenchModule {}, imports }, QUIET);
}
