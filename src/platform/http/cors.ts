import { FastifyCorsOptions } from '@fastify/cors';
import { FastifyRequest } from 'fastify';

type Answer = (error: Error | null, options: FastifyCorsOptions) => void;

/** Nothing is allowed, and nothing is said of what others may. */
const NONE: FastifyCorsOptions = { origin: false };

/** By origin: the listed ones get everything, any other gets none. Errors carry the headers too: nothing can fail before. */
export function corsOptions(origins: readonly string[]): object {
  const allowed = allowedFor(origins);
  const listed = new Set(origins);
  return {
    delegator: ({ headers: { origin } }: FastifyRequest, answer: Answer) =>
      answer(null, origin === undefined || listed.has(origin) ? allowed : NONE),
  };
}

function allowedFor(origins: readonly string[]): FastifyCorsOptions {
  return {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    allowedHeaders: [
      'Authorization',
      'Content-Type',
      'X-Request-ID',
      'X-Admin-Token',
      'X-API-Key',
      'traceparent',
      'Idempotency-Key',
      'If-None-Match',
      'Last-Event-ID',
    ],
    exposedHeaders: [
      'RateLimit',
      'RateLimit-Policy',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
      'Retry-After',
      'X-Request-ID',
      'ETag',
      'Link',
      'Location',
      'X-Feature-Status',
    ],
    maxAge: 600,
    strictPreflight: false,
  };
}
