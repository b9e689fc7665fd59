import { DatabaseError as PostgresError } from 'pg';

/** Errors of `platform/database`. PostgreSQL's errors pass unchanged, or become the `cause` of one of these. */
export abstract class DatabaseError extends Error {
  constructor(message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A write outside a transaction: `@Transactional()` is missing. */
export class NoTransactionError extends DatabaseError {}

/** A statement after the end of its transaction: it was not awaited, or a parallel statement failed. */
export class TransactionEndedError extends DatabaseError {}

/** The work returned while its statements or streams were running. The transaction was rolled back. */
export class UnfinishedStatementsError extends DatabaseError {}

/** PostgreSQL executes no statement after a failed one, which is the cause. */
export class TransactionAbortedError extends DatabaseError {}

/** The work returned, but the transaction was rolled back: a statement or a joined method had failed (`cause`). */
export class UnexpectedRollbackError extends DatabaseError {}

/** Code that holds a connection asked for a second one, which can deadlock the pool. */
export class SecondConnectionError extends DatabaseError {}

/** The options of a method differ from those of the transaction that it joins. */
export class IncompatibleTransactionError extends DatabaseError {}

/** Code tried to begin, end or divide the transaction with SQL. */
export class TransactionControlError extends DatabaseError {}

/** No connection became free in time. */
export class PoolExhaustedError extends DatabaseError {}

/** PostgreSQL could not be reached. */
export class ConnectError extends DatabaseError {}

/** The connection broke: the transaction was rolled back. */
export class ConnectionLostError extends DatabaseError {}

/** The transaction exceeded its timeout and was rolled back. */
export class TransactionTimeoutError extends DatabaseError {}

/** The connection broke during COMMIT: whether it was stored is unknown. Never retry blindly. */
export class CommitOutcomeUnknownError extends DatabaseError {}

/** Causes beyond this depth are ignored. */
const MAX_DEPTH = 8;

/** The error of PostgreSQL behind an error: itself, or the first one in its chain of causes. */
export function postgresError(error: unknown): PostgresError | undefined {
  let current = error;
  for (let depth = 0; depth < MAX_DEPTH && current instanceof Error; depth++) {
    if (current instanceof PostgresError) return current;
    current = 'driverError' in current ? current.driverError : current.cause;
  }
  return undefined;
}

/** The SQLSTATE of an error, such as `23505`. Undefined when PostgreSQL did not raise it. */
export function sqlState(error: unknown): string | undefined {
  return postgresError(error)?.code;
}
