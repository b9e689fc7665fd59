import { EntityManager } from 'typeorm';
import { PoolName } from '../connections/connection-pools';
import { HeldConnection } from '../connections/held-connection';
import { Limited, TimeLimits } from '../connections/time-limits';
import { CommitOutcomeUnknownError, TransactionTimeoutError, UnexpectedRollbackError } from '../database.errors';
import { sqlState } from '../sql-state';
import { TransactionScope, Unit } from './transaction-scope';
import { NamedTransactionOptions } from './transaction.options';

/** What all units need. */
export interface UnitEnvironment {
  /** How long one may be open. */
  readonly limits: TimeLimits;
  managerOf(scope: TransactionScope): EntityManager;
  /** The scope in which the calling code is. */
  current(): TransactionScope | undefined;
}

/** Serialization failure and deadlock: the same work may well succeed when it is done again, all of it. */
const REPEATABLE: ReadonlySet<string | undefined> = new Set(['40001', '40P01']);

/** One connection from BEGIN to COMMIT or ROLLBACK. */
export class TransactionUnit implements Unit, Limited {
  readonly scope: TransactionScope;
  private savepoints = 0;
  private interrupt: (reason: Error) => void = () => undefined;

  /** `begin` is the statement that opens it. */
  constructor(
    readonly connection: HeldConnection,
    readonly pool: PoolName,
    readonly options: NamedTransactionOptions,
    private readonly begin: string,
    private readonly environment: UnitEnvironment,
  ) {
    this.scope = new TransactionScope(this, options.operation);
  }

  get operation(): string {
    return this.options.operation;
  }

  get timeLimit(): number {
    return this.environment.limits.milliseconds;
  }

  managerOf(scope: TransactionScope): EntityManager {
    return this.environment.managerOf(scope);
  }

  current(): TransactionScope | undefined {
    return this.environment.current();
  }

  nextSavepoint(): string {
    return `nested_${++this.savepoints}`;
  }

  /** Begins, does the work, and commits or rolls back. However it goes, the connection is given back in time. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const { limits } = this.environment;
    limits.start(this);
    try {
      const result = await this.workThrough(() => this.interruptibly(work));
      await this.commit();
      return result;
    } finally {
      limits.clear(this);
      this.connection.release();
    }
  }

  /** It was open for too long, or a server that does not answer any more holds the connection. */
  expire(): void {
    const message = `a transaction was open for more than ${this.environment.limits.milliseconds} ms`;
    const reason = new TransactionTimeoutError(message);
    this.connection.cut(reason);
    this.interrupt(reason);
  }

  /** Whether PostgreSQL sacrificed the unit to others; also when its error was swallowed or replaced. */
  sacrificed(error: unknown): boolean {
    return REPEATABLE.has(sqlState(error)) || REPEATABLE.has(sqlState(this.scope.failedBy));
  }

  private interruptibly<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.interrupt = reject;
      work().then(resolve, reject);
    });
  }

  private async workThrough<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      await this.connection.send(this.begin);
      return await this.scope.conclude(work);
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /** A COMMIT of a failed transaction is answered with ROLLBACK, and without an error. */
  private async commit(): Promise<void> {
    this.connection.assertWorks();
    let answer: string;
    try {
      answer = (await this.connection.send('COMMIT')).command;
    } catch (error) {
      throw await this.refusalOf(error);
    }
    if (answer === 'COMMIT') return;
    const message = `${this.operation} was rolled back: a statement had failed and its error was swallowed`;
    throw new UnexpectedRollbackError(message, { cause: this.scope.failedBy });
  }

  /** What a COMMIT that failed with `error` means; rolls back where that is still possible. */
  private async refusalOf(error: unknown): Promise<unknown> {
    if (this.connection.brokenBy === undefined) {
      await this.rollback();
      return error;
    }
    const message = `the connection broke during the COMMIT of ${this.operation}`;
    return new CommitOutcomeUnknownError(message, { cause: error });
  }

  /** A connection that cannot roll back is destroyed when released; PostgreSQL then rolls back by itself. */
  private async rollback(): Promise<void> {
    try {
      await this.connection.send('ROLLBACK');
    } catch (error) {
      if (error instanceof Error) this.connection.cut(error);
    }
  }
}
