/** What the database is told. Times are milliseconds. */
export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Connections for transactions. */
  readonly poolSize: number;
  /** Connections for reading outside transactions. */
  readonly readPoolSize: number;
  /** The longest wait for a connection, connecting included. */
  readonly poolWait: number;
  readonly statementTimeout: number;
  /** The longest that a transaction or a snapshot may be open. */
  readonly transactionTimeout: number;
  readonly lockTimeout: number;
}
