import { Module, Global } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { AppConfig } from '../config';
import { RedisConnection } from '../redis';
import { GlobalLimit } from './global-limit';
import { LimitDecisions, Limiter } from './limiter';
import { routePolicies } from './policies';
import { RateLimitKeys } from './rate-limit-keys';
import { RateLimitStorage } from './rate-limit.storage';
import { RouteLimitGuard } from './route-limit.guard';
import { SlidingLogStorage } from './sliding-log.storage';
import { TopClients } from './top-clients';

/** A module, because the throttler's module imports it too. */
@Module({
  providers: [
    {
      provide: RateLimitStorage,
      inject: [AppConfig, RedisConnection],
      useFactory: ({ rateLimit }: AppConfig, redis: RedisConnection): RateLimitStorage =>
        new RateLimitStorage(redis.client && new SlidingLogStorage(redis.client), rateLimit, () => redis.lastFault),
    },
  ],
  exports: [RateLimitStorage],
})
class RateLimitStoreModule {}

@Global()
@Module({
  imports: [
    RateLimitStoreModule,
    ThrottlerModule.forRootAsync({
      imports: [RateLimitStoreModule],
      inject: [RateLimitStorage, AppConfig],
      useFactory: (storage: RateLimitStorage, { rateLimit }: AppConfig) => ({
        storage,
        throttlers: routePolicies(rateLimit).map(({ name, limit, window }) => ({ name, limit, ttl: window })),
      }),
    }),
  ],
  providers: [
    RateLimitKeys,
    LimitDecisions,
    Limiter,
    GlobalLimit,
    TopClients,
    { provide: APP_GUARD, useClass: RouteLimitGuard },
  ],
  exports: [RateLimitKeys, Limiter, LimitDecisions, TopClients, RateLimitStoreModule],
})
export class RateLimitModule {}
