import { HttpException } from '@nestjs/common';
import {
  CommitOutcomeUnknownError,
  ConnectError,
  ConnectionLostError,
  PoolExhaustedError,
  sqlState,
  TransactionTimeoutError,
} from './database-errors';
import { AppError } from './app-error';
import { ErrorCode, catalogue } from './catalogue';

/** The code of a SQLSTATE, else of its first three characters, else of its class (the first two). */
const CODE_BY_STATE: Readonly<Record<string, ErrorCode>> = {
  '22': 'value-rejected', // data exception: validation has a hole
  '23': 'conflict', // a constraint: unique, foreign key, exclusion
  '23502': 'value-rejected', // not null: validation has a hole
  '23514': 'value-rejected', // check: validation has a hole
  '08': 'database-unavailable',
  '25006': 'database-unavailable', // read-only: the primary became a standby
  '25P03': 'database-busy', // idle in transaction for too long
  '25P04': 'database-busy', // transaction timeout
  '28': 'database-unavailable',
  '3D': 'database-unavailable',
  '40': 'database-busy', // rolled back by the server
  '40001': 'database-busy', // serialization failure, after the retries
  '40P01': 'database-busy', // deadlock, after the retries
  '53': 'database-unavailable',
  '55P03': 'database-busy', // lock timeout
  '57014': 'database-busy', // statement timeout
  '57P': 'database-unavailable', // shut down by the administrator, crash, starting up
  '58': 'database-unavailable',
  XX: 'database-unavailable',
};

/** Undefined for a fault in our own SQL, which is an internal error. */
function codeOfSqlState(state: string): ErrorCode | undefined {
  return CODE_BY_STATE[state] ?? CODE_BY_STATE[state.slice(0, 3)] ?? CODE_BY_STATE[state.slice(0, 2)];
}

type ErrorClass = abstract new (...args: never[]) => Error;

/** Errors that `platform/database` raises itself. For its other errors the cause decides. */
const CODE_BY_CLASS: readonly (readonly [ErrorClass, ErrorCode])[] = [
  [PoolExhaustedError, 'database-busy'],
  [TransactionTimeoutError, 'database-busy'],
  [ConnectError, 'database-unavailable'],
  [ConnectionLostError, 'database-unavailable'],
  [CommitOutcomeUnknownError, 'database-unavailable'],
];

/** A connection that was refused or broke. Market data and Redis wrap these codes, so that only the database's arrive here. */
const NETWORK_FAULTS = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'];

/** The driver gives its own errors no codes, only messages. */
const CODE_BY_MESSAGE: readonly (readonly [RegExp, ErrorCode])[] = [
  [/timeout exceeded when trying to connect|Query read timeout/i, 'database-busy'],
  [/Connection terminated|connection error and is not queryable|Connection ended/i, 'database-unavailable'],
  [/query runner was already released/i, 'database-unavailable'],
];

const DETAILS: Partial<Record<ErrorCode, string>> = {
  conflict: 'What was sent is in conflict with what is stored.',
  'value-rejected': 'A value of the request could not be stored.',
  'database-busy': 'The database is busy; nothing was stored; try again.',
  'database-unavailable': 'The database does not answer at the moment; nothing was stored; try again.',
};
const UNKNOWN_OUTCOME =
  'The connection broke while the change was being stored: look whether it was before trying again.';

/** An error of the database as one of the catalogue. TypeORM's wrappers and causes are followed. */
function fromDatabaseError(error: unknown): AppError | undefined {
  const code = codeOfDatabaseError(error);
  if (code === undefined) return undefined;
  const unknown = error instanceof CommitOutcomeUnknownError;
  return new AppError(code, unknown ? UNKNOWN_OUTCOME : (DETAILS[code] ?? ''), { cause: error });
}

function codeOfDatabaseError(error: unknown): ErrorCode | undefined {
  const byClass = CODE_BY_CLASS.find(([type]) => error instanceof type)?.[1];
  if (byClass) return byClass;
  const state = sqlState(error);
  return state === undefined ? codeOfDriverError(error) : codeOfSqlState(state);
}

function codeOfDriverError(error: unknown, depth = 0): ErrorCode | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  if (NETWORK_FAULTS.includes(String(Reflect.get(error, 'code')))) return 'database-unavailable';
  const byMessage = CODE_BY_MESSAGE.find(([message]) => message.test(error.message))?.[1];
  return byMessage ?? codeOfDriverError(Reflect.get(error, 'driverError') ?? error.cause, depth + 1);
}

const CODE_BY_STATUS = new Map<number, ErrorCode>([
  [400, 'malformed-request'],
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [405, 'method-not-allowed'],
  [406, 'not-acceptable'],
  [408, 'request-timeout'],
  [409, 'conflict'],
  [413, 'payload-too-large'],
  [415, 'unsupported-media-type'],
  [422, 'unprocessable'],
  [429, 'too-many-requests'],
  [431, 'headers-too-large'],
]);

/** Errors of Nest, Fastify and its plugins, by their status. */
function fromFrameworkError(error: unknown): AppError | undefined {
  const status = statusOf(error);
  if (status === undefined || !(error instanceof Error)) return undefined;
  if (status >= 500) return new AppError('internal', INTERNAL_DETAIL, { cause: error });
  const code = CODE_BY_STATUS.get(status) ?? 'malformed-request';
  return new AppError(code, error.message || catalogue[code].title, { cause: error });
}

const INTERNAL_DETAIL = 'The service failed. It is logged under the requestId.';

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error)) return undefined;
  // HTTP libraries, as the one for static files, give an error its status twice. Errors of vendors' clients have it once.
  const status: unknown = Reflect.get(error, 'statusCode');
  const isHttp = String(Reflect.get(error, 'code')).startsWith('FST_') || Reflect.get(error, 'status') === status;
  return isHttp && typeof status === 'number' ? status : undefined;
}

const TRANSLATIONS = [
  (error: unknown): AppError | undefined => (error instanceof AppError ? error : undefined),
  fromFrameworkError,
  fromDatabaseError,
];

/** Anything thrown, as an error of the catalogue. An unknown error becomes `internal`. */
export function toAppError(error: unknown): AppError {
  for (const translate of TRANSLATIONS) {
    const known = translate(error);
    if (known) return known;
  }
  return new AppError('internal', INTERNAL_DETAIL, { cause: error });
}
