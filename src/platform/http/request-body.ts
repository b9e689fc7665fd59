import { ExecutionContext, createParamDecorator } from '@nestjs/common';
import { NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';
import { FastifyRequest, FastifyInstance, RawServerDefault } from 'fastify';
import { AppError } from '../errors';

/** The fields of the body and of the query as one DTO, for clients that use either. The query wins. */
export const BodyAndQuery = createParamDecorator((_data: unknown, context: ExecutionContext): unknown => {
  const { body, query } = context.switchToHttp().getRequest<FastifyRequest>();
  if (body === undefined) return { ...Object(query) } as unknown;
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject ? ({ ...body, ...Object(query) } as unknown) : body;
});

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Accepts JSON in UTF-8 as the only body. Nest accepts forms too, which a page of another origin can send without a
 * preflight. Invalid UTF-8 would be stored as U+FFFD.
 */
export function readJsonBodiesOnly(app: NestFastifyApplication, server: FastifyInstance): void {
  const { bodyLimit = 0 } = server.initialConfig;
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser('text/plain');
  app.useBodyParser<RawServerDefault>('application/json', { bodyLimit }, (request, body: Buffer, done) => {
    const text = decoded(body);
    if (text === undefined) return done(new AppError('malformed-request', 'The body is not UTF-8.'), undefined);
    void parse(request, text, done);
  });
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return UTF_8.decode(bytes);
  } catch {
    return undefined;
  }
}

interface EmptyBodyConfig {
  readonly bodyOptional?: boolean;
}

/** This route reads no body, and accepts `Content-Type: application/json` without one. */
export const BodyOptional = (): MethodDecorator => RouteConfig({ bodyOptional: true } satisfies EmptyBodyConfig);

/**
 * Removes `Content-Type` from a request without a body on routes with `@BodyOptional()`. Browser clients send
 * `application/json` with every request.
 */
export function admitEmptyBodies(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    const length = headers['content-length'];
    const empty = headers['transfer-encoding'] === undefined && (length === undefined || length === '0');
    if (empty && isBodyOptional(request.routeOptions.config)) delete headers['content-type'];
    done();
  });
}

function isBodyOptional(routeConfig: unknown): boolean {
  return typeof routeConfig === 'object' && routeConfig !== null && Reflect.get(routeConfig, 'bodyOptional') === true;
}
