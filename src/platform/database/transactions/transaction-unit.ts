import { EntityManager } from 'typeorm';
import { PoolName } from '../connections/connection-pools';
import { HeldConnection } from '../connections/held-connection';
import { TimeLimit } from './time-limit';
import { CommitOutcomeUnknownError, TransactionTimeoutError, UnexpectedRollbackError } from '../database.errors';
import { sqlState } from '../sql-state';
import { TransactionScope, Unit } from './transaction-scope';
import { TransactionOptions } from './transaction.options';

/** What a unit is told by the one that opens it. */
export interface UnitEnvironment {
  readonly operation: string;
  readonly pool: PoolName;
  readonly options: TransactionOptions;
  /** The longest that it may be open, in milliseconds. */
  readonly longest: number;
  /** What opens it. */
  readonly begin: string;
  managerOf(scope: TransactionScope): EntityManager;
  current(): TransactionScope | undefined;
}

/** Serialization failure and deadlock: the same work may well succeed when it is done again, all of it. */
const REPEATABLE: ReadonlySet<string | undefined> = new Set(['40001', '40P01']);

/** One connection from BEGIN to COMMIT or ROLLBACK. */
export class TransactionUnit implements Unit {
  readonly scope: TransactionScope;
  private savepoints = 0;

  constructor(
    readonly connection: HeldConnection,
    private readonly environment: UnitEnvironment,
  ) {
    this.scope = new TransactionScope(this, environment.operation);
  }

  get operation(): string {
    return this.environment.operation;
  }

  get pool(): PoolName {
    return this.environment.pool;
  }

  get options(): TransactionOptions {
    return this.environment.options;
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
    const limit = this.timeLimit();
    try {
      const result = await this.workThrough(() => limit.over(work));
      await this.commit();
      return result;
    } finally {
      limit.clear();
      this.connection.release();
    }
  }

  /** Whether PostgreSQL sacrificed the unit to others; also when its error was swallowed or replaced. */
  sacrificed(error: unknown): boolean {
    return REPEATABLE.has(sqlState(error)) || REPEATABLE.has(sqlState(this.scope.failedBy));
  }

  /** From BEGIN to the answer of COMMIT: also a server that does not answer must not hold the connection for ever. */
  private timeLimit(): TimeLimit {
    const { longest } = this.environment;
    return new TimeLimit(longest, () => {
      const reason = new TransactionTimeoutError(`a transaction was open for more than ${longest} ms`);
      this.connection.cut(reason);
      return reason;
    });
  }

  private async workThrough<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      await this.connection.send(this.environment.begin);
      return await this.scope.conclude(work);
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /** A COMMIT of a failed transaction is answered with ROLLBACK, and without an error. */
  private async commit(): Promise<void> {
    const answer = await this.sendCommit();
    if (answer === 'COMMIT') return;
    const message = `${this.operation} was rolled back: a statement had failed and its error was swallowed`;
    throw new UnexpectedRollbackError(message, { cause: this.scope.failedBy });
  }

  private async sendCommit(): Promise<string> {
    this.connection.assertWorks();
    try {
      return (await this.connection.send('COMMIT')).command;
    } catch (error) {
      if (this.connection.brokenBy === undefined) {
        await this.rollback();
        throw error;
      }
      const message = `the connection broke during the COMMIT of ${this.operation}`;
      throw new CommitOutcomeUnknownError(message, { cause: error });
    }
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
