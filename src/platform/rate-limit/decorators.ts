import { CustomDecorator, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { FastifyRequest } from 'fastify';
import { RoutePolicyName } from './policies';

export const LIMITED = 'rate-limit:policy';

export interface RouteLimit {
  readonly policy: RoutePolicyName;
  /** Which requests of the route it is for. */
  readonly when: (request: FastifyRequest) => boolean;
}

/** This route, or all of this controller, has a limit of its own beside the budget of all routes. */
export const Limited = (policy: RoutePolicyName, when: RouteLimit['when'] = () => true): CustomDecorator =>
  SetMetadata(LIMITED, { policy, when } satisfies RouteLimit);

interface LimitConfig {
  readonly unlimited?: boolean;
}

/** This route is not counted at all: what watches the service must not be locked out by it. */
export const Unlimited = (): MethodDecorator => RouteConfig({ unlimited: true } satisfies LimitConfig);

export function isUnlimited(routeConfig: unknown): boolean {
  return typeof routeConfig === 'object' && routeConfig !== null && Reflect.get(routeConfig, 'unlimited') === true;
}
