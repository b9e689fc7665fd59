import { ExecutionContext, createParamDecorator } from '@nestjs/common';
import { NestFastifyApplication, RouteConfig } from '@nestjs/platform-fastify';
import { FastifyRequest, FastifyInstance, RawServerDefault } from 'fastify';
import { AppError } from '../errors';

/** The fields of the body and the parameters of the query as one DTO, for clients that use either; the query wins. */
export const BodyAndQuery = createParamDecorator((_data: unknown, context: ExecutionContext): unknown => {
  const { body, query } = context.switchToHttp().getRequest<FastifyRequest>();
  if (body === undefined) return { ...Object(query) } as unknown;
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject ? ({ ...body, ...Object(query) } as unknown) : body;
});

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * JSON in UTF-8 is the only body that is read. Nest would read forms too, which a page of another origin can send without
 * asking; and bytes that are no UTF-8 would be stored as U+FFFD.
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

/** This route reads no body, and does not mind a client that says `Content-Type: application/json` and sends none. */
export const BodyOptional = (): MethodDecorator => RouteConfig({ bodyOptional: true } satisfies EmptyBodyConfig);

/**
 * Clients in browsers say `Content-Type: application/json` with every request, also with those that have no body. On
 * routes that allow it the header is taken away, so that the request is read as one without a body.
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
