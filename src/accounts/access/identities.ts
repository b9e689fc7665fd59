import { FastifyRequest } from 'fastify';
import { ANONYMOUS, Identity } from './identity';

const identities = new WeakMap<FastifyRequest, Identity>();

/** Keeps who sends the request for those who handle it. */
export function rememberIdentity(request: FastifyRequest, identity: Identity): void {
  identities.set(request, identity);
}

/** Who sends the request, as the guard has found out; anonymous on routes that are open to everybody. */
export function identityOf(request: FastifyRequest): Identity {
  return identities.get(request) ?? ANONYMOUS;
}
