import { FastifyHelmetOptions } from '@fastify/helmet';

export const SECURITY_HEADERS: FastifyHelmetOptions = {
  // helmet's default upgrades every request to https, which leaves Swagger UI blank on a plain http host name.
  contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
  frameguard: { action: 'deny' },
  // What is served here is made to be read by other origins; CORS says by which.
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  // No page here opens windows or keeps secrets from one; on plain http browsers only complain about the two.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
};
