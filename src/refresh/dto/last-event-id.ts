import { ExecutionContext, createParamDecorator } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors';

const FORM = /^[\x21-\x7e]{1,200}$/;

/** The header `Last-Event-ID`: undefined when it is not sent. One that we did not give out is none of a step. */
export const LastEventId = createParamDecorator((_data: unknown, context: ExecutionContext): string | undefined => {
  const id = context.switchToHttp().getRequest<FastifyRequest>().headers['last-event-id'];
  if (id === undefined) return undefined;
  if (typeof id === 'string' && FORM.test(id)) return id;
  throw new AppError('validation-failed', 'The header Last-Event-ID must be 1 to 200 visible characters.');
});
