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
  /** `error`: a person must act. `warn`: it healed or will. `info`: the client's doing. */
  readonly logLevel: 'info' | 'warn' | 'error';
  readonly title: string;
  /** Seconds to say in Retry-After where the error itself does not know better. */
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

/** Every error that leaves this service, by its code. `docs/errors.md` explains each; a test holds the two together. */
export const catalogue = {
  'validation-failed': entry(400, 'validation', 'info', 'The request is not valid'),
  'malformed-request': entry(400, 'validation', 'info', 'The request cannot be read'),
  'value-rejected': entry(400, 'validation', 'error', 'The database did not take a value'),
  'invalid-credentials': entry(400, 'authentication', 'info', 'Signing in failed'),
  unauthenticated: entry(401, 'authentication', 'info', 'Authentication is needed'),
  forbidden: entry(403, 'authorization', 'info', 'Not allowed'),
  'not-found': entry(404, 'not_found', 'info', 'Not found'),
  'method-not-allowed': entry(405, 'validation', 'info', 'This method is not allowed here'),
  'not-acceptable': entry(406, 'validation', 'info', 'No form of the answer that the client accepts'),
  'request-timeout': entry(408, 'validation', 'info', 'The request took too long to arrive'),
  conflict: entry(409, 'conflict', 'info', 'In conflict with the present state'),
  'payload-too-large': entry(413, 'validation', 'info', 'The body is too large'),
  'unsupported-media-type': entry(415, 'validation', 'info', 'The body has a type that is not read here'),
  unprocessable: entry(422, 'validation', 'info', 'Readable, but it cannot be done'),
  'too-many-requests': entry(429, 'rate_limit', 'info', 'Too many requests', 1),
  'headers-too-large': entry(431, 'validation', 'info', 'The headers are too large'),
  internal: entry(500, 'internal', 'error', 'An unexpected fault of the service'),
  'not-configured': entry(501, 'internal', 'warn', 'This installation does not offer it'),
  'upstream-failed': entry(502, 'upstream', 'warn', 'A market-data vendor failed'),
  'upstream-timeout': entry(502, 'upstream', 'warn', 'A market-data vendor did not answer in time'),
  'upstream-circuit-open': entry(502, 'upstream', 'warn', 'A market-data vendor is given a pause', 30),
  'database-unavailable': entry(503, 'database', 'error', 'The database does not answer', 5),
  'database-busy': entry(503, 'database', 'warn', 'The database is busy', 1),
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;
