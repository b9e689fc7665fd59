import { constants } from 'node:zlib';
import fastifyCompress, { FastifyCompressOptions } from '@fastify/compress';
import fastifyHelmet, { FastifyHelmetOptions } from '@fastify/helmet';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyInstance } from 'fastify';
import { Logger } from 'pino';
import { AppConfig } from '../config';
import { AppError } from '../errors';
import { openRequestContext } from '../request-context';
import { trackOpenRequests, refuseTunnels } from './connection-errors';
import { corsOptions } from './cors';
import { logRequests } from './finished-response';
import { normalizeForwardedFor } from './forwarded-for';
import { ProblemFilter } from './problem.filter';
import { readJsonBodiesOnly, admitEmptyBodies, admitLargeBodies } from './request-body';
import { refuseUnroutable } from './unroutable';
import { validationPipe } from './validation.pipe';

/** Brotli's default quality (11) takes 365 ms for 208 kB, quality 1 takes 0.6 ms. The threshold is in bytes. */
export const COMPRESSION: FastifyCompressOptions = {
  global: true,
  threshold: 1024,
  encodings: ['br', 'gzip'],
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } },
  zlibOptions: { level: 1 },
};

const SECURITY_HEADERS: FastifyHelmetOptions = {
  // helmet's default upgrades every request to https, which leaves Swagger UI blank on a plain http host.
  // Swagger UI shows the picture of a response as a blob.
  contentSecurityPolicy: {
    directives: { 'upgrade-insecure-requests': null, 'img-src': ["'self'", 'data:', 'blob:'] },
  },
  frameguard: { action: 'deny' },
  // Other origins read this API; CORS says which.
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  // No page here opens windows or keeps secrets; on plain http browsers only warn about these two.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
};

/**
 * Ignores an unknown `Expect` header, which RFC 9110, 10.1.1 allows. Node would respond with 417 itself, without body
 * and id, and past the rate limit.
 */
function ignoreUnknownExpectations({ server }: FastifyInstance): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}

/** Warns once: without TRUST_PROXY all clients behind a proxy have one address, and share one rate limit. */
function warnOfUntrustedProxy(server: FastifyInstance, logger: Logger): void {
  let warned = false;
  server.addHook('onRequest', (request, _reply, done) => {
    if (!warned && request.headers['x-forwarded-for'] !== undefined) {
      warned = true;
      logger.warn('X-Forwarded-For arrives but TRUST_PROXY is not set: all clients behind the proxy count as one');
    }
    done();
  });
}

/**
 * The default of every route that sets no `Cache-Control` itself: caches of many users keep nothing, a client's own cache
 * asks first. Shared caches respect only `Authorization` by themselves, and keys come in other headers too.
 */
function keepOutOfSharedCaches(server: FastifyInstance): void {
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (!reply.hasHeader('Cache-Control')) void reply.header('Cache-Control', 'private, no-cache');
    done();
  });
}

const SERVED = /^\/(health|metrics)(\/|$)/;

/** A worker process serves its health and metrics only. */
function refuseAllButHealth(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    if (SERVED.test(request.routeOptions.url ?? '')) return done();
    done(new AppError('not-found', 'This process is a worker; it serves /health and /metrics only.'));
  });
}

/** The steps of every request, in this order. Call it before `app.init()`, with the adapter of `createHttpAdapter`. */
export async function configureHttp(app: NestFastifyApplication, config: AppConfig, logger: Logger): Promise<void> {
  const adapter = app.getHttpAdapter() as FastifyAdapter;
  const server: FastifyInstance = adapter.getInstance();
  server.decorateRequest('failure', null);
  // Nest's own first hook, so that the response of CORS to a preflight has an id too.
  adapter.setOnRequestHook((request, reply, done) => {
    void reply.header('X-Request-ID', request.id);
    done();
  });
  normalizeForwardedFor(server);
  trackOpenRequests(server);
  logRequests(server, logger);
  app.enableCors(corsOptions(config.http.corsOrigins));
  await app.register(fastifyHelmet, SECURITY_HEADERS);
  await app.register(fastifyCompress, COMPRESSION);
  if (config.http.trustProxy === undefined) warnOfUntrustedProxy(server, logger);
  keepOutOfSharedCaches(server);
  ignoreUnknownExpectations(server);
  refuseTunnels(server, logger);
  refuseUnroutable(server);
  readJsonBodiesOnly(app, server);
  admitEmptyBodies(server);
  admitLargeBodies(server);
  if (config.role === 'worker') refuseAllButHealth(server);
  openRequestContext(server);
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter(!config.production));
}
