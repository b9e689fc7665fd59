import { ExecutionContext, createParamDecorator } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { AppError } from '../errors';

const FORM = /^[\x21-\x7e]{1,200}$/;

/** A header with text of the client's own, such as `Idempotency-Key`. Undefined when it is not sent. */
export const VisibleHeader = createParamDecorator((name: string, context: ExecutionContext): string | undefined => {
  const value = context.switchToHttp().getRequest<FastifyRequest>().headers[name.toLowerCase()];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && FORM.test(value)) return value;
  throw new AppError('validation-failed', `The header ${name} must be 1 to 200 visible characters.`);
});
