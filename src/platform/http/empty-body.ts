import { RouteConfig } from '@nestjs/platform-fastify';
import { FastifyInstance } from 'fastify';

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
