import { ExecutionContext, createParamDecorator } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors';

const FORM = /^[\x21-\x7e]{1,200}$/;

/** The header `Idempotency-Key`: undefined when it is not sent. */
export const IdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext): string | undefined => {
  const key = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && FORM.test(key)) return key;
  throw new AppError('validation-failed', 'The header Idempotency-Key must be 1 to 200 visible characters.');
});
