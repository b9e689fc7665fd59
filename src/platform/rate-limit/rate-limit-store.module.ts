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
      useFactory: ({ rateLimit }: AppConfig, { client }: RedisConnection): RateLimitStorage =>
        new RateLimitStorage(client && new SlidingLogStorage(client), rateLimit),
    },
  ],
  exports: [RateLimitStorage],
})
export class RateLimitStoreModule {}
