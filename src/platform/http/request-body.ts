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

/** Forms of sign-in and other small ones. Parsing is paid before anybody is asked who they are. */
export const BODY_LIMIT_BYTES = 16_384;
/** 5,000 symbols and their weights take 350 kB. */
const LARGE_BODY_LIMIT_BYTES = 524_288;

/** The body of this route may hold long lists, and has up to 512 KiB. */
export const LargeBody = (): MethodDecorator => RouteConfig({ largeBody: true } satisfies BodyConfig);

/** Call it before the first route. */
export function admitLargeBodies(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    if (hasSetting(route.config, 'largeBody')) route.bodyLimit = LARGE_BODY_LIMIT_BYTES;
  });
}

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

interface BodyConfig {
  readonly bodyOptional?: boolean;
  readonly largeBody?: boolean;
}

/** This route reads no body, and accepts `Content-Type: application/json` without one. */
export const BodyOptional = (): MethodDecorator => RouteConfig({ bodyOptional: true } satisfies BodyConfig);

/**
 * Removes `Content-Type` from a request without a body on routes with `@BodyOptional()`. Browser clients send
 * `application/json` with every request.
 */
export function admitEmptyBodies(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request.raw;
    const length = headers['content-length'];
    const empty = headers['transfer-encoding'] === undefined && (length === undefined || length === '0');
    if (empty && hasSetting(request.routeOptions.config, 'bodyOptional')) delete headers['content-type'];
    done();
  });
}

function hasSetting(routeConfig: unknown, name: keyof BodyConfig): boolean {
  return typeof routeConfig === 'object' && routeConfig !== null && Reflect.get(routeConfig, name) === true;
}
