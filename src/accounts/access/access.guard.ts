import { CanActivate, ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { FastifyRequest } from 'fastify';
import { ACCESS, AccessRule } from '../../platform/access';
import { AppConfig } from '../../platform/config';
import { AppError } from '../../platform/errors';
import { MEMOIZED_IDENTITY, setIdentity } from '../access.decorators';
import { Identity, isAdministrator } from '../identity';
import { IdentificationService } from './identification.service';
import { MemoizedIdentification } from './memoized-identification';

/** For a route without `@Access`: a rule that was forgotten must not open the route. */
const DEFAULT_RULES: readonly AccessRule[] = ['administrator'];

/** Checks the `@Access` rules of every route. Where a rule admits everyone, credentials are not looked at. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: AppConfig,
    private readonly identification: IdentificationService,
    private readonly memoized: MemoizedIdentification,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const rules = this.reflector.getAllAndOverride<readonly AccessRule[] | undefined>(ACCESS, targets);
    return this.check(rules ?? DEFAULT_RULES, context);
  }

  private check(rules: readonly AccessRule[], context: ExecutionContext): boolean | Promise<boolean> {
    const isOpen = rules.some((rule) => rule === 'public' || (rule === 'read' && this.config.readAccess === 'public'));
    return isOpen || this.admit(rules, context);
  }

  private async admit(rules: readonly AccessRule[], context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const mayBeMemoized = this.reflector.get<boolean | undefined>(MEMOIZED_IDENTITY, context.getHandler()) === true;
    const identity = await (mayBeMemoized ? this.memoized : this.identification).identify(request);
    if (rules.some((rule) => allows(rule, identity))) {
      setIdentity(request, identity);
      return true;
    }
    if (identity.kind === 'anonymous') throw new AppError('unauthenticated', 'Not authenticated');
    throw new AppError('forbidden', `This is not allowed. It needs: ${rules.join(' or ')}.`);
  }
}

/** Whether the rule admits the identity where READ_ACCESS is `authenticated`. */
export function allows(rule: AccessRule, identity: Identity): boolean {
  if (rule === 'public') return true;
  if (rule === 'user') return identity.kind === 'user';
  if (isAdministrator(identity)) return true;
  if (rule === 'administrator') return false;
  if (identity.kind === 'key') return identity.scopes.includes(rule);
  return rule === 'read' && identity.kind === 'user';
}
