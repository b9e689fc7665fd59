import { applyDecorators, CanActivate, ExecutionContext, Injectable, SetMetadata, UseGuards } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../config';
import { Clients } from './clients';
import { Limiter } from './limiter';
import { RoutePolicyName, routePolicies } from './policies';

const ADMITTED_LIMIT = 'rate-limit:policy-of-the-admitted';

/** Counts after the guards of the application: whoever is refused by them has used up nothing. */
@Injectable()
class AdmittedLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: AppConfig,
    private readonly clients: Clients,
    private readonly limiter: Limiter,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const name = this.reflector.get<RoutePolicyName>(ADMITTED_LIMIT, context.getHandler());
    const policy = routePolicies(this.config.rateLimit).find((each) => each.name === name);
    if (policy === undefined) throw new Error(`there is no policy ${name}`);
    const http = context.switchToHttp();
    const client = this.clients.clientOf(http.getRequest<FastifyRequest>());
    await this.limiter.admit(client, policy, http.getResponse<FastifyReply>());
    return true;
  }
}

/** As `@Limited`, but of those who may use the route: others must not be able to use up what is theirs for an hour. */
export function LimitedOnceAdmitted(policy: RoutePolicyName): MethodDecorator {
  return applyDecorators(SetMetadata(ADMITTED_LIMIT, policy), UseGuards(AdmittedLimitGuard));
}
