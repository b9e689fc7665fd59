export type ErrorCategory =
  | 'validation'
  | 'authentication'
  | 'authorization'
  | 'not_found'
  | 'conflict'
  | 'rate_limit'
  | 'database'
  | 'upstream'
  | 'internal';

export interface CatalogueEntry {
  readonly status: number;
  readonly category: ErrorCategory;
  /** `error`: a person must act. `warn`: it healed or will heal. `info`: the client caused it. */
  readonly logLevel: 'info' | 'warn' | 'error';
  readonly title: string;
  /** Seconds of Retry-After, unless the error has its own. */
  readonly retryAfterSeconds?: number;
}

function entry(
  status: number,
  category: ErrorCategory,
  logLevel: CatalogueEntry['logLevel'],
  title: string,
  retryAfterSeconds?: number,
): CatalogueEntry {
  return { status, category, logLevel, title, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}

/** Every error of this service by its code. `docs/errors.md` explains each code; a test keeps the two in step. */
export const catalogue = {
  'validation-failed': entry(400, 'validation', 'info', 'The request is not valid'),
  'malformed-request': entry(400, 'validation', 'info', 'The request cannot be read'),
  'value-rejected': entry(400, 'validation', 'error', 'The database rejected a value'),
  'invalid-credentials': entry(400, 'authentication', 'info', 'Signing in failed'),
  unauthenticated: entry(401, 'authentication', 'info', 'Authentication is required'),
  forbidden: entry(403, 'authorization', 'info', 'Not allowed'),
  'not-found': entry(404, 'not_found', 'info', 'Not found'),
  'method-not-allowed': entry(405, 'validation', 'info', 'This method is not allowed here'),
  'not-acceptable': entry(406, 'validation', 'info', 'No acceptable media type'),
  'request-timeout': entry(408, 'validation', 'info', 'The request took too long to arrive'),
  conflict: entry(409, 'conflict', 'info', 'Conflict with the current state'),
  'payload-too-large': entry(413, 'validation', 'info', 'The body is too large'),
  'unsupported-media-type': entry(415, 'validation', 'info', 'Unsupported media type of the body'),
  unprocessable: entry(422, 'validation', 'info', 'The request cannot be processed'),
  'too-many-requests': entry(429, 'rate_limit', 'info', 'Too many requests', 1),
  'headers-too-large': entry(431, 'validation', 'info', 'The headers are too large'),
  internal: entry(500, 'internal', 'error', 'Unexpected error of the service'),
  'not-configured': entry(501, 'internal', 'warn', 'Not configured in this installation'),
  'upstream-failed': entry(502, 'upstream', 'warn', 'A market-data vendor failed'),
  'upstream-timeout': entry(502, 'upstream', 'warn', 'A market-data vendor timed out'),
  'upstream-circuit-open': entry(502, 'upstream', 'warn', 'Circuit breaker opened for a market-data vendor', 30),
  'database-unavailable': entry(503, 'database', 'error', 'The database is unavailable', 5),
  'database-busy': entry(503, 'database', 'warn', 'The database is busy', 1),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;
