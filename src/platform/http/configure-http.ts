import fastifyCompress from '@fastify/compress';
import fastifyHelmet from '@fastify/helmet';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyInstance } from 'fastify';
import { Logger } from 'pino';
import { AppConfig } from '../config';
import { openRequestContext } from '../request-context';
import { COMPRESSION } from './compression';
import { corsOptions } from './cors';
import { ignoreUnknownExpectations } from './expectations';
import { readJsonBodiesOnly } from './json-body';
import { admitEmptyBodies } from './empty-body';
import { rememberExchanges } from './open-exchanges';
import { ProblemFilter } from './problem.filter';
import { logRequests } from './request-log';
import { SECURITY_HEADERS } from './security-headers';
import { refuseTunnels } from './tunnels';
import { refuseUnroutable } from './unroutable';
import { warnOfUntrustedProxy } from './untrusted-proxy';
import { validationPipe } from './validation.pipe';
import { refuseAllButHealth } from './worker-routes';

/** What every request passes, in this order. Call it before `app.init()`, with the adapter of `createHttpAdapter`. */
export async function configureHttp(app: NestFastifyApplication, config: AppConfig, logger: Logger): Promise<void> {
  const adapter = app.getHttpAdapter() as FastifyAdapter;
  const server: FastifyInstance = adapter.getInstance();
  server.decorateRequest('failure', null);
  // Nest's own first hook, so that a preflight, which CORS answers, has its id too.
  adapter.setOnRequestHook((request, reply, done) => {
    void reply.header('X-Request-ID', request.id);
    done();
  });
  rememberExchanges(server);
  logRequests(server, logger);
  app.enableCors(corsOptions(config.http.corsOrigins));
  await app.register(fastifyHelmet, SECURITY_HEADERS);
  await app.register(fastifyCompress, COMPRESSION);
  if (config.http.trustProxy === undefined) warnOfUntrustedProxy(server, logger);
  ignoreUnknownExpectations(server);
  refuseTunnels(server, logger);
  refuseUnroutable(server);
  readJsonBodiesOnly(app, server);
  admitEmptyBodies(server);
  if (config.role === 'worker') refuseAllButHealth(server);
  openRequestContext(server);
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter(!config.production));
}
