import { FastifyCorsOptions } from '@fastify/cors';
import { FastifyRequest } from 'fastify';

type Callback = (error: Error | null, options: FastifyCorsOptions) => void;

/** No CORS headers at all, so that an unlisted origin learns nothing. */
const NONE: FastifyCorsOptions = { origin: false };

/** Listed origins get all headers, other origins none. This runs first, so that errors carry the headers too. */
export function corsOptions(origins: readonly string[]): object {
  const allowed = allowedFor(origins);
  const listed = new Set(origins);
  return {
    delegator: ({ headers: { origin } }: FastifyRequest, callback: Callback) =>
      callback(null, origin === undefined || listed.has(origin) ? allowed : NONE),
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
