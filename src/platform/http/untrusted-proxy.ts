import { FastifyInstance } from 'fastify';
import { Logger } from 'pino';

/** Behind a proxy that nobody declared, all clients are one address, and share one limit: say so, once. */
export function warnOfUntrustedProxy(server: FastifyInstance, logger: Logger): void {
  let warned = false;
  server.addHook('onRequest', (request, _reply, done) => {
    if (!warned && request.headers['x-forwarded-for'] !== undefined) {
      warned = true;
      logger.warn('X-Forwarded-For arrives but TRUST_PROXY is not set: all clients behind the proxy count as one');
    }
    done();
  });
}
