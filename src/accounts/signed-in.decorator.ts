import { ExecutionContext, createParamDecorator } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { identityOf } from './access/identities';

/** The id of the user who is signed in, on routes with `@Access('user')` alone. */
export const SignedIn = createParamDecorator((_data: unknown, context: ExecutionContext): number => {
  const identity = identityOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (identity.kind !== 'user') throw new Error("@SignedIn() needs @Access('user')");
  return identity.id;
});
