import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { ClientBudget } from './client-budget';
import { Clients } from './clients';
import { LimitDecisions } from './limit-decisions';
import { Limiter } from './limiter';
import { ROUTE_POLICIES } from './policies';
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
      inject: [RateLimitStorage],
      useFactory: (storage: RateLimitStorage) => ({
        storage,
        throttlers: ROUTE_POLICIES.map(({ name, limit, window }) => ({ name, limit, ttl: window })),
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
  exports: [Clients, LimitDecisions, TopClients, RateLimitStoreModule],
})
export class RateLimitModule {}
