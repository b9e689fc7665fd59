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

/** The throttler's guard for the routes that have a limit of their own; it runs before the guards of the routes. */
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

const ADMITTED_LIMIT = 'rate-limit:policy-of-the-admitted';

/** Counts after the guards of the application: whoever is refused by them has used up nothing. */
@Injectable()
class AdmittedLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: AppConfig,
    private readonly clients: RateLimitKeys,
    private readonly limiter: Limiter,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const name = this.reflector.get<RoutePolicyName>(ADMITTED_LIMIT, context.getHandler());
    const policy = routePolicies(this.config.rateLimit).find((each) => each.name === name);
    if (policy === undefined) throw new Error(`there is no policy ${name}`);
    const http = context.switchToHttp();
    const client = this.clients.keyOf(http.getRequest<FastifyRequest>());
    await this.limiter.count(client, policy, http.getResponse<FastifyReply>());
    return true;
  }
}

/** As `@Limited`, but of those who may use the route: others must not be able to use up what is theirs for an hour. */
export function LimitedAfterGuards(policy: RoutePolicyName): MethodDecorator {
  return applyDecorators(SetMetadata(ADMITTED_LIMIT, policy), UseGuards(AdmittedLimitGuard));
}
