import { ExecutionContext, Injectable } from '@nestjs/common';
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
import { Clients } from './clients';
import { LIMITED, RouteLimit } from './decorators';
import { Limiter } from './limiter';
import { Policy, routePolicies } from './policies';

/** The throttler's guard for the routes that have a limit of their own; it runs before the guards of the routes. */
@Injectable()
export class RouteLimitGuard extends ThrottlerGuard {
  private readonly policies: readonly Policy[];

  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    config: AppConfig,
    private readonly clients: Clients,
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
    const client = policy.by === 'address' ? this.clients.addressOf(request) : this.clients.clientOf(request);
    await this.limiter.admit(client, policy, http.getResponse<FastifyReply>());
    return true;
  }

  private policyOf(context: ExecutionContext): string | undefined {
    const targets = [context.getHandler(), context.getClass()];
    const limit = this.reflector.getAllAndOverride<RouteLimit | undefined>(LIMITED, targets);
    return limit?.when(context.switchToHttp().getRequest<FastifyRequest>()) === true ? limit.policy : undefined;
  }
}
