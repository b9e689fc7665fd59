import { IncomingHttpHeaders } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Logger } from 'pino';
import { AppConfig } from '../config';
import { requestIdOf } from '../request-context';
import { respondToConnectionErrors } from './connection-errors';
import { OneLineLogController } from './finished-response';
import { BODY_LIMIT_BYTES } from './request-body';
import { ROUTER_OPTIONS, readableUrl } from './unroutable';

/** Above the 60 s for which load balancers keep an idle connection, so that they never reuse one that is closing. */
const KEEP_ALIVE_MS = 65_000;
const MAX_CHECK_INTERVAL_MS = 5_000;

/** Fastify with the settings that precede the first route: request ids, limits, timeouts, proxies. */
export function createHttpAdapter(config: AppConfig, logger: Logger): FastifyAdapter {
  const { requestTimeout, trustProxy } = config.http;
  return new FastifyAdapter({
    loggerInstance: logger,
    logController: new OneLineLogController(),
    requestIdHeader: false,
    genReqId: ({ headers }: { headers: IncomingHttpHeaders }) => requestIdOf(headers),
    rewriteUrl: ({ url }: { url?: string | undefined }) => readableUrl(url ?? '/'),
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: trustProxy ?? false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout,
    http: {
      // Node's own response would lack body and id; `refuseUnroutable` sends a problem body.
      requireHostHeader: false,
      headersTimeout: requestTimeout,
      connectionsCheckingInterval: Math.min(MAX_CHECK_INTERVAL_MS, requestTimeout / 4),
    },
    // Draining connections still get responses, with `Connection: close`.
    return503OnClosing: false,
    routerOptions: ROUTER_OPTIONS,
    clientErrorHandler: respondToConnectionErrors(logger, !config.production),
  });
}
