import { ExecutionContext, createParamDecorator } from '@nestjs/common';
import { FastifyRequest } from 'fastify';

/** The fields of the body and the parameters of the query as one DTO, for clients that use either; the query wins. */
export const BodyAndQuery = createParamDecorator((_data: unknown, context: ExecutionContext): unknown => {
  const { body, query } = context.switchToHttp().getRequest<FastifyRequest>();
  if (body === undefined) return { ...Object(query) } as unknown;
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject ? ({ ...body, ...Object(query) } as unknown) : body;
});
