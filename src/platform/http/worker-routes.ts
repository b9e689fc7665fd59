import { FastifyInstance } from 'fastify';
import { AppError } from '../errors';

const SERVED = /^\/(health|metrics)(\/|$)/;

/** A process that only does jobs can be looked at, and answers nothing else. */
export function refuseAllButHealth(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    if (SERVED.test(request.routeOptions.url ?? '')) return done();
    done(new AppError('not-found', 'This process does jobs; it serves /health and /metrics only.'));
  });
}
