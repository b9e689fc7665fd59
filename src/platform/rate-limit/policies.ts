import { CustomDecorator, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { FastifyRequest } from 'fastify';
import { AppConfig } from '../config';

/** A limit of `limit` requests in any `window` milliseconds. */
export interface Policy {
  readonly name: string;
  readonly limit: number;
  readonly window: number;
  /** `address`: also where a user or an API key is known. */
  readonly by: 'client' | 'address';
  /** Counted in this process alone: it protects the process, and Redis would cost more than the response. */
  readonly inProcess?: true;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Policies of single routes. Their requests count against the global limit too. */
const ROUTE_POLICIES = [
  { name: 'sign-in', limit: 10, window: MINUTE_MS, by: 'address' },
  { name: 'refresh', limit: 6, window: MINUTE_MS, by: 'client' },
  { name: 'export', limit: 30, window: MINUTE_MS, by: 'client' },
  { name: 'button', limit: 6, window: HOUR_MS, by: 'client' },
  { name: 'report', limit: 60, window: HOUR_MS, by: 'client' },
  // The web app asks for active tasks some 230 times a second, and for the status of each of them some 80 times.
  { name: 'active-tasks', limit: 30_000, window: MINUTE_MS, by: 'client', inProcess: true },
  { name: 'task-status', limit: 12_000, window: MINUTE_MS, by: 'client', inProcess: true },
] as const satisfies readonly Policy[];

export type RoutePolicyName = (typeof ROUTE_POLICIES)[number]['name'];

/** A global limit above 100 a minute raises these in proportion. Sign-in protects passwords and stays. */
const SCALED_POLICIES: readonly RoutePolicyName[] = ['refresh', 'export'];
const DEFAULT_RATE = 100 / MINUTE_MS;

export function routePolicies({ limit, window }: Pick<AppConfig['rateLimit'], 'limit' | 'window'>): readonly Policy[] {
  const factor = Math.max(1, limit / window / DEFAULT_RATE);
  return ROUTE_POLICIES.map((policy) =>
    SCALED_POLICIES.includes(policy.name) ? { ...policy, limit: Math.floor(policy.limit * factor) } : policy,
  );
}

export const LIMITED = 'rate-limit:policy';

export interface RouteLimit {
  readonly policy: RoutePolicyName;
  /** Which requests of the route are counted. */
  readonly when: (request: FastifyRequest) => boolean;
}

/** Gives the route, or all routes of the controller, a policy beside the global limit. */
export const Limited = (policy: RoutePolicyName, when: RouteLimit['when'] = () => true): CustomDecorator =>
  SetMetadata(LIMITED, { policy, when } satisfies RouteLimit);

interface LimitConfig {
  readonly unlimited?: boolean;
}

/** Exempts the route from the global limit, so that monitoring is never refused. */
export const Unlimited = (): MethodDecorator => RouteConfig({ unlimited: true } satisfies LimitConfig);

export function isUnlimited(routeConfig: unknown): boolean {
  return typeof routeConfig === 'object' && routeConfig !== null && Reflect.get(routeConfig, 'unlimited') === true;
}
