import { EntityManager } from 'typeorm';
import { Readable, Writable } from 'node:stream';

/**
 * A statement that each connection parses and plans once. A name stands for one text for ever. Only for statements that
 * are often run: their number on a connection is not bounded.
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

/** One connection in a read-only snapshot: everything read through it is of one instant. */
export interface Snapshot extends Sql {
  /**
   * The rows of a query as an object stream, fetched a few hundred at a time. It may last as long as the snapshot, and so
   * may each statement after it.
   */
  stream(text: string, values?: readonly unknown[]): Readable;
}

/** An open transaction. Statements run one after the other, and none after its end. */
export interface Transaction extends Sql {
  /** TypeORM's manager, bound to this transaction. */
  readonly manager: EntityManager;
  /** Rows of a `COPY .. FROM STDIN`. */
  copyFrom(text: string): Writable;
  /** Bytes of a `COPY .. TO STDOUT`. */
  copyTo(text: string): Readable;
  /** Runs, awaited, after the outermost transaction has committed; never if it did not. */
  afterCommit(hook: () => Promise<void> | void): void;
}
