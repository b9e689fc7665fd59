import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { FastifyRequest } from 'fastify';
import { ACCESS, AccessRule } from '../../platform/access';
import { AppConfig } from '../../platform/config';
import { AppError } from '../../platform/errors';
import { allows } from './allows';
import { IdentificationService } from './identification.service';
import { rememberIdentity } from './identities';
import { IDENTITY_FROM_MEMORY } from './identity-from-memory.decorator';
import { RecentIdentities } from './recent-identities';

/** For a route that says nothing: what was forgotten must not be open. */
const UNSAID: readonly AccessRule[] = ['administrator'];

/** Holds every route against its `@Access`. Where everybody may come in, nobody is asked who he is. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: AppConfig,
    private readonly identification: IdentificationService,
    private readonly recent: RecentIdentities,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const rules = this.reflector.getAllAndOverride<readonly AccessRule[] | undefined>(ACCESS, targets) ?? UNSAID;
    return rules.some((rule) => this.isOpen(rule)) || this.admit(rules, context);
  }

  private isOpen(rule: AccessRule): boolean {
    return rule === 'public' || (rule === 'read' && this.config.readAccess === 'public');
  }

  private async admit(rules: readonly AccessRule[], context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const fromMemory = this.reflector.get<boolean | undefined>(IDENTITY_FROM_MEMORY, context.getHandler()) === true;
    const identity = await (fromMemory ? this.recent : this.identification).identify(request);
    if (rules.some((rule) => allows(rule, identity))) {
      rememberIdentity(request, identity);
      return true;
    }
    if (identity.kind === 'anonymous') throw new AppError('unauthenticated', 'Not authenticated');
    throw new AppError('forbidden', `This is not allowed. It needs: ${rules.join(' or ')}.`);
  }
}
