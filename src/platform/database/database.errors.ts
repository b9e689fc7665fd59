/** What this folder throws by itself. Errors of PostgreSQL pass unchanged, or are the `cause` of one of these. */
export abstract class DatabaseError extends Error {
  constructor(message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A write where no transaction is open: a `@Transactional()` is missing. */
export class NoTransactionError extends DatabaseError {}

/** A statement came after the end of its transaction: something was not awaited, or a sibling of it failed. */
export class TransactionEndedError extends DatabaseError {}

/** The work ended well while statements or streams of it were still under way; it was rolled back. */
export class UnfinishedStatementsError extends DatabaseError {}

/** An earlier statement failed, so PostgreSQL ignores all that follow; the cause is that failure. */
export class TransactionAbortedError extends DatabaseError {}

/** The work ended well, but nothing of it was stored: a part of it had failed, and `cause` says how. */
export class UnexpectedRollbackError extends DatabaseError {}

/** A second connection was asked for while one is held. Enough callers that do so wait for each other for ever. */
export class SecondConnectionError extends DatabaseError {}

/** What is asked of a joined transaction is not what it is. */
export class IncompatibleTransactionError extends DatabaseError {}

/** The transaction was begun, ended or divided by hand. */
export class TransactionControlError extends DatabaseError {}

/** All connections stayed in use for as long as one may wait. */
export class PoolExhaustedError extends DatabaseError {}

/** No connection could be made. */
export class ConnectError extends DatabaseError {}

/** The connection broke in the middle: nothing of the transaction was stored. */
export class ConnectionLostError extends DatabaseError {}

/** The transaction was open for longer than one may be; it was rolled back. */
export class TransactionTimeoutError extends DatabaseError {}

/** The connection broke while COMMIT was under way: nobody can tell here whether it was stored. Never repeat blindly. */
export class CommitOutcomeUnknownError extends DatabaseError {}
