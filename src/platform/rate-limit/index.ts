export { LimitedAfterGuards } from './route-limit.guard';
export { RateLimitKeys, maskKey } from './rate-limit-keys';
export { Limited, Unlimited } from './policies';
export { LimitDecisions, Limiter } from './limiter';
export type { LimitDecision } from './limiter';
export { RateLimitModule } from './rate-limit.module';
export { RateLimitStorage } from './rate-limit.storage';
export { TopClients } from './top-clients';
export type { ClientUse } from './top-clients';
