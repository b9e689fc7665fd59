import { ExecutionContext, createParamDecorator } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { identityOf } from './access/identities';
import { nameOf } from './access/identity';

/** Who sends the request, and its id: what a run records of the one who asked for it. */
export const Requested = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return { name: nameOf(identityOf(request)), requestId: request.id };
});
