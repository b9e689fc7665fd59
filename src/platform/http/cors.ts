import { FastifyCorsOptions } from '@fastify/cors';

/** Errors carry these too: they are set before anything can fail. */
export function corsOptions(origins: readonly string[]): FastifyCorsOptions {
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
    ],
    maxAge: 600,
    strictPreflight: false,
  };
}
