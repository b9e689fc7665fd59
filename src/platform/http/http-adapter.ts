import { IncomingHttpHeaders } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Logger } from 'pino';
import { AppConfig } from '../config';
import { requestIdOf } from '../request-context';
import { answerConnectionError } from './connection-errors';
import { OneLineLogController } from './finished-response';
import { readableUrl } from './unroutable';

/** Above the 60 s for which load balancers keep an idle connection; else they write into one that is just closing. */
const KEEP_ALIVE_MS = 65_000;
const BODY_LIMIT_BYTES = 1_048_576;
const LONGEST_CHECK_INTERVAL_MS = 5_000;

/** Fastify with everything that must be known before the first route: ids, limits, time-outs, proxies. */
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
      // Node would answer such a request itself, without body and id; `refuseUnroutable` does it in the common shape.
      requireHostHeader: false,
      headersTimeout: requestTimeout,
      connectionsCheckingInterval: Math.min(LONGEST_CHECK_INTERVAL_MS, requestTimeout / 4),
    },
    // A connection that is draining is still answered; its answers say `Connection: close`.
    return503OnClosing: false,
    // Lengths are bounded by the DTOs, whose answer says which parameter; the router would refuse before any hook.
    routerOptions: { maxParamLength: 16_384 },
    clientErrorHandler: answerConnectionError(logger, !config.production),
  });
}
