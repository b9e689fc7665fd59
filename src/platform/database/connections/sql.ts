import { Readable, Writable } from 'node:stream';
import { EntityManager } from 'typeorm';

/**
 * A statement that each connection parses and plans once. A name must always have the same text. Use it for frequent
 * statements only: their number on a connection is not bounded.
 */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/**
 * Runs SQL. `values` are bound as $1, $2, ... Rows come back with `numeric` and `date` as text, `timestamptz` as ISO 8601
 * in UTC with microseconds, `bigint` as a number (beyond 2^53 as a bigint, which JSON and arithmetic refuse).
 */
export interface Sql {
  query<Row>(statement: string | PreparedStatement, values?: readonly unknown[]): Promise<Row[]>;
}

/** A read-only transaction whose statements all see the same instant. */
export interface Snapshot extends Sql {
  /**
   * The rows of a query as an object stream, fetched a few hundred at a time. The timeout of this statement and of later
   * ones is that of the snapshot.
   */
  stream(text: string, values?: readonly unknown[]): Readable;
}

export type IsolationLevel = 'read committed' | 'repeatable read' | 'serializable';

/** Options of a transaction. Omitted timeouts come from the configuration. Times are milliseconds. */
export interface TransactionOptions {
  /** Default: `read committed`. */
  readonly isolation?: IsolationLevel;
  readonly readOnly?: boolean;
  readonly statementTimeout?: number;
  readonly lockTimeout?: number;
  /**
   * With `Propagation.RequiresNew` inside a transaction: the second connection comes from a separate small pool, so that
   * outer transactions cannot deadlock the pool.
   */
  readonly pool?: 'second';
}

/** An open transaction. Statements run one after the other, and none after its end. */
export interface Transaction extends Sql {
  /** TypeORM's manager, bound to this transaction. */
  readonly manager: EntityManager;
  /** Rows of a `COPY .. FROM STDIN`. */
  copyFrom(text: string): Writable;
  /** Bytes of a `COPY .. TO STDOUT`. */
  copyTo(text: string): Readable;
  /** Runs, awaited, after the outermost transaction has committed; never after a rollback. */
  afterCommit(hook: () => Promise<void> | void): void;
}

// COPY takes no parameters, so values in its text are validated as a number or a day.

/** @throws TypeError */
export function wholeNumber(value: number): number {
  if (!Number.isSafeInteger(value)) throw new TypeError('an id is a whole number');
  return value;
}

/** @throws TypeError */
export function calendarDay(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new TypeError('a day is YYYY-MM-DD');
  return text;
}
