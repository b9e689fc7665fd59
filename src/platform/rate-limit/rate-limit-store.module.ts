import { Module } from '@nestjs/common';
import { AppConfig } from '../config';
import { RedisConnection } from '../redis';
import { RateLimitStorage } from './rate-limit.storage';
import { SlidingLogStorage } from './sliding-log.storage';

/** By itself, because the throttler's module asks for it too. */
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
export class RateLimitStoreModule {}
