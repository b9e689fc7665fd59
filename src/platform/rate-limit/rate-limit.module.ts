import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { AppConfig } from '../config';
import { ClientBudget } from './client-budget';
import { Clients } from './clients';
import { LimitDecisions } from './limit-decisions';
import { Limiter } from './limiter';
import { routePolicies } from './policies';
import { RateLimitStoreModule } from './rate-limit-store.module';
import { RateLimitStorage } from './rate-limit.storage';
import { RouteLimitGuard } from './route-limit.guard';
import { TopClients } from './top-clients';

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
    Clients,
    LimitDecisions,
    Limiter,
    ClientBudget,
    TopClients,
    { provide: APP_GUARD, useClass: RouteLimitGuard },
  ],
  exports: [Clients, Limiter, LimitDecisions, TopClients, RateLimitStoreModule],
})
export class RateLimitModule {}
