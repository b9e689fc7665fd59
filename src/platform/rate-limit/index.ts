export { Clients } from './clients';
export { Limited, Unlimited } from './decorators';
export { LimitDecisions } from './limit-decisions';
export type { LimitDecision } from './limit-decisions';
export { RateLimitModule } from './rate-limit.module';
export { RateLimitStorage } from './rate-limit.storage';
export { TopClients } from './top-clients';
export type { ClientUse } from './top-clients';
export { within } from './within';
