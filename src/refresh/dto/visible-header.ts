import { ExecutionContext, createParamDecorator } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors';

const FORM = /^[\x21-\x7e]{1,200}$/;

/** A header whose value is a client's own text: undefined when it is not sent. */
const VisibleHeader = createParamDecorator((name: string, context: ExecutionContext): string | undefined => {
  const value = context.switchToHttp().getRequest<FastifyRequest>().headers[name.toLowerCase()];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && FORM.test(value)) return value;
  throw new AppError('validation-failed', `The header ${name} must be 1 to 200 visible characters.`);
});

export const IdempotencyKey = (): ParameterDecorator => VisibleHeader('Idempotency-Key');

/** The id of the event that arrived last. One that we did not give out is none of a step. */
export const LastEventId = (): ParameterDecorator => VisibleHeader('Last-Event-ID');
