import { ExecutionContext, Injectable, applyDecorators, CanActivate, SetMetadata, UseGuards } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  ThrottlerModuleOptions,
  ThrottlerRequest,
  ThrottlerStorage,
} from '@nestjs/throttler';
import { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../config';
import { Limiter } from './limiter';
import { LIMITED, RouteLimit, Policy, routePolicies, RoutePolicyName } from './policies';
import { RateLimitKeys } from './rate-limit-keys';

/** The throttler's guard for routes with a policy of their own. It runs before the guards of the routes. */
@Injectable()
export class RouteLimitGuard extends ThrottlerGuard {
  private readonly policies: readonly Policy[];

  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    config: AppConfig,
    private readonly clients: RateLimitKeys,
    private readonly limiter: Limiter,
  ) {
    super(options, storage, reflector);
    this.policies = routePolicies(config.rateLimit);
  }

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(this.policyOf(context) === undefined);
  }

  protected override async handleRequest({ context, throttler }: ThrottlerRequest): Promise<boolean> {
    const policy = this.policies.find(({ name }) => name === throttler.name);
    if (!policy || policy.name !== this.policyOf(context)) return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const client = policy.by === 'address' ? this.clients.addressKeyOf(request) : this.clients.keyOf(request);
    await this.limiter.count(client, policy, http.getResponse<FastifyReply>());
    return true;
  }

  private policyOf(context: ExecutionContext): string | undefined {
    const targets = [context.getHandler(), context.getClass()];
    const limit = this.reflector.getAllAndOverride<RouteLimit | undefined>(LIMITED, targets);
    return limit?.when(context.switchToHttp().getRequest<FastifyRequest>()) === true ? limit.policy : undefined;
  }
}

const AFTER_GUARDS = 'rate-limit:policy-after-guards';

/** Counts after the guards of the application, so that a request refused by them is not counted. */
@Injectable()
class AfterGuardsLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limiter: Limiter,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const name = this.reflector.get<RoutePolicyName>(AFTER_GUARDS, context.getHandler());
    const http = context.switchToHttp();
    await this.limiter.countFor(name, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
    return true;
  }
}

/** As `@Limited`, but counts only authorized requests. Others cannot use up the budget of the authorized. */
export function LimitedAfterGuards(policy: RoutePolicyName): MethodDecorator {
  return applyDecorators(SetMetadata(AFTER_GUARDS, policy), UseGuards(AfterGuardsLimitGuard));
}
