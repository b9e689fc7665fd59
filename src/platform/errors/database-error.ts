import * as database from '../database/database.errors';
import { sqlState } from '../database/sql-state';
import { AppError } from './app-error';
import { ErrorCode } from './catalogue';
import { codeOfSqlState } from './sql-state';

type ErrorClass = abstract new (...args: never[]) => Error;

/** What `platform/database` throws by itself; of the others of its errors, the cause decides. */
const CODE_BY_CLASS: readonly (readonly [ErrorClass, ErrorCode])[] = [
  [database.PoolExhaustedError, 'database-busy'],
  [database.TransactionTimeoutError, 'database-busy'],
  [database.ConnectError, 'database-unavailable'],
  [database.ConnectionLostError, 'database-unavailable'],
  [database.CommitOutcomeUnknownError, 'database-unavailable'],
];

/** A connection that is refused or breaks: unlike market data and Redis, the database has no other name for it. */
const NETWORK_FAULTS = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'];

/** The driver has no codes for its own faults, only sentences. */
const CODE_BY_SENTENCE: readonly (readonly [RegExp, ErrorCode])[] = [
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

/** The error of the database, wherever TypeORM or a cause has hidden it, as one of the catalogue. */
export function fromDatabaseError(error: unknown): AppError | undefined {
  const code = codeOf(error);
  if (code === undefined) return undefined;
  const unknown = error instanceof database.CommitOutcomeUnknownError;
  return new AppError(code, unknown ? UNKNOWN_OUTCOME : (DETAILS[code] ?? ''), { cause: error });
}

function codeOf(error: unknown): ErrorCode | undefined {
  const byClass = CODE_BY_CLASS.find(([type]) => error instanceof type)?.[1];
  if (byClass) return byClass;
  const state = sqlState(error);
  return state === undefined ? codeOfDriver(error) : codeOfSqlState(state);
}

function codeOfDriver(error: unknown, depth = 0): ErrorCode | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  if (NETWORK_FAULTS.includes(String(Reflect.get(error, 'code')))) return 'database-unavailable';
  const bySentence = CODE_BY_SENTENCE.find(([sentence]) => sentence.test(error.message))?.[1];
  return bySentence ?? codeOfDriver(Reflect.get(error, 'driverError') ?? error.cause, depth + 1);
}
