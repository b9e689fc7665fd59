import { CustomDecorator, ExecutionContext, SetMetadata, createParamDecorator } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { Access } from '../platform/access';
import { ANONYMOUS, Identity, isAdministrator, nameOf, UserIdentity } from './identity';

export const MEMOIZED_IDENTITY = 'access:memoized-identity';

const identities = new WeakMap<FastifyRequest, Identity>();

/** Only administrators may use the route. */
export function Administrator(): ClassDecorator & MethodDecorator {
  return Access('administrator');
}

/**
 * The route may take the identity from a one-second cache instead of the database, because clients poll it without
 * delay. A revoked session or key can still use the route for that second.
 */
export const MemoizedIdentity = (): CustomDecorator => SetMetadata(MEMOIZED_IDENTITY, true);

/** Name and request id of the requester, as runs and audit trails record them. */
export const Requested = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  return requesterOf(context.switchToHttp().getRequest<FastifyRequest>());
});

export function requesterOf(request: FastifyRequest): { readonly name: string; readonly requestId: string } {
  return { name: nameOf(identityOf(request)), requestId: request.id };
}

export function isOfAdministrator(request: FastifyRequest): boolean {
  return isAdministrator(identityOf(request));
}

/** The signed-in user. Only for routes whose single rule is `@Access('user')`. */
export const SignedIn = createParamDecorator((_data: unknown, context: ExecutionContext): UserIdentity => {
  const identity = identityOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (identity.kind !== 'user') throw new Error("@SignedIn() needs @Access('user')");
  return identity;
});

/** Stores the identity of a request for the decorators. The access guard calls it. */
export function setIdentity(request: FastifyRequest, identity: Identity): void {
  identities.set(request, identity);
}

/** Anonymous on routes that the guard lets pass without looking at credentials. */
function identityOf(request: FastifyRequest): Identity {
  return identities.get(request) ?? ANONYMOUS;
}
