import { EntityManager } from 'typeorm';
import { PoolName } from '../connections/connection-pools';
import { CommitOutcomeUnknownError, TransactionTimeoutError, UnexpectedRollbackError, sqlState } from '../../errors';
import { PooledConnection } from '../connections/pooled-connection';
import { Limited, TimeLimits } from '../connections/time-limits';
import { TransactionOptions } from '../connections/sql';
import { LogicalTransaction, SharedTransaction } from './logical-transaction';
import { SqlState } from '../../utils/sql-state';

/** `operation` is `Class.method`. */
export interface NamedTransactionOptions extends TransactionOptions {
  readonly operation: string;
}

/** PostgreSQL cuts longer names. */
const MAX_NAME_LENGTH = 63;

/**
 * The statements that open a transaction, sent in one round trip. `name` becomes the `application_name` that
 * pg_stat_activity and the server's log show until its end. Undefined keeps the name of the pool.
 */
export function beginStatement(options: TransactionOptions, name?: string): string {
  const isolation = (options.isolation ?? 'read committed').toUpperCase();
  const begin = `BEGIN ISOLATION LEVEL ${isolation} ${options.readOnly === true ? 'READ ONLY' : 'READ WRITE'}`;
  const limits = setting('statement_timeout', options.statementTimeout) + setting('lock_timeout', options.lockTimeout);
  if (name === undefined) return begin + limits;
  return `${begin}${limits}; SET LOCAL application_name = '${plain(name).slice(0, MAX_NAME_LENGTH)}'`;
}

function setting(name: string, milliseconds: number | undefined): string {
  return milliseconds === undefined ? '' : `; SET LOCAL ${name} = ${Math.round(milliseconds)}`;
}

/** Clients choose request ids, so names are untrusted. */
function plain(text: string): string {
  return text.replace(/[^\w. -]/g, '');
}

/** What all transactions share. */
export interface PhysicalEnvironment {
  /** The timeout of transactions. */
  readonly limits: TimeLimits;
  managerOf(transaction: LogicalTransaction): EntityManager;
  /** The transaction that the calling code is in. */
  current(): LogicalTransaction | undefined;
}

/** Serialization failure and deadlock: the whole work can succeed when it is repeated. */
const RETRYABLE: ReadonlySet<string | undefined> = new Set([SqlState.serializationFailure, SqlState.deadlockDetected]);

/** One connection from BEGIN to COMMIT or ROLLBACK. */
export class PhysicalTransaction implements SharedTransaction, Limited {
  /** The whole of it, as the code in it sees it. */
  readonly logical: LogicalTransaction;
  private savepoints = 0;
  private interrupt: (reason: Error) => void = () => undefined;

  /** `begin` opens it. */
  constructor(
    readonly connection: PooledConnection,
    readonly pool: PoolName,
    readonly options: NamedTransactionOptions,
    private readonly begin: string,
    private readonly environment: PhysicalEnvironment,
  ) {
    this.logical = new LogicalTransaction(this, options.operation);
  }

  get operation(): string {
    return this.options.operation;
  }

  get timeout(): number {
    return this.environment.limits.milliseconds;
  }

  managerOf(transaction: LogicalTransaction): EntityManager {
    return this.environment.managerOf(transaction);
  }

  current(): LogicalTransaction | undefined {
    return this.environment.current();
  }

  nextSavepoint(): string {
    return `nested_${++this.savepoints}`;
  }

  /** Begins, does the work, and commits or rolls back. Always releases the connection. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const { limits } = this.environment;
    limits.start(this);
    try {
      const result = await this.beginAndWork(() => this.interruptibly(work));
      await this.commit();
      return result;
    } finally {
      limits.clear(this);
      this.connection.release();
    }
  }

  /** Ends a transaction that is open for too long, or whose server does not answer. */
  expire(): void {
    const message = `a transaction was open for more than ${this.environment.limits.milliseconds} ms`;
    const reason = new TransactionTimeoutError(message);
    this.connection.cut(reason);
    this.interrupt(reason);
  }

  /** Whether a retry can succeed, also when the work swallowed or replaced PostgreSQL's error. */
  isRetryable(error: unknown): boolean {
    return RETRYABLE.has(sqlState(error)) || RETRYABLE.has(sqlState(this.logical.failedBy));
  }

  private interruptibly<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.interrupt = reject;
      work().then(resolve, reject);
    });
  }

  private async beginAndWork<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      await this.connection.send(this.begin);
      return await this.logical.conclude(work);
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /** PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK, without an error. */
  private async commit(): Promise<void> {
    this.connection.assertWorks();
    let answer: string;
    try {
      answer = (await this.connection.send('COMMIT')).command;
    } catch (error) {
      throw await this.commitError(error);
    }
    if (answer === 'COMMIT') return;
    const message = `${this.operation} was rolled back: a statement had failed and its error was swallowed`;
    throw new UnexpectedRollbackError(message, { cause: this.logical.failedBy });
  }

  /** The error to throw for a failed COMMIT. Rolls back where that is possible. */
  private async commitError(error: unknown): Promise<unknown> {
    if (this.connection.brokenBy === undefined) {
      await this.rollback();
      return error;
    }
    const message = `the connection broke during the COMMIT of ${this.operation}`;
    return new CommitOutcomeUnknownError(message, { cause: error });
  }

  /** Destroys a connection that cannot roll back. PostgreSQL then rolls back. */
  private async rollback(): Promise<void> {
    try {
      await this.connection.send('ROLLBACK');
    } catch (error) {
      if (error instanceof Error) this.connection.cut(error);
    }
  }
}
