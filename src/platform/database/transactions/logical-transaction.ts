import { Readable, Writable } from 'node:stream';
import { QueryResult, QueryResultRow } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { EntityManager } from 'typeorm';
import {
  IncompatibleTransactionError,
  TransactionAbortedError,
  TransactionControlError,
  TransactionEndedError,
  UnexpectedRollbackError,
  UnfinishedStatementsError,
} from '../../errors';
import { RowStream, PooledConnection, StatementStream } from '../connections/pooled-connection';
import { PreparedStatement, Snapshot, Transaction, TransactionOptions } from '../connections/sql';

interface Task {
  /** Whether the caller has all rows of a stream, though the driver has not finished it. */
  readonly delivered: () => boolean;
}

const never = (): boolean => false;

/** Runs tasks one after the other, in the order of their arrival. */
class StatementQueue {
  /** The running one and the waiting ones. */
  private readonly tasks = new Set<Task>();
  /** Starts each of the waiting ones. */
  private readonly waiting: (() => void)[] = [];

  get size(): number {
    return this.tasks.size;
  }

  /** Tasks that the caller did not await. */
  get unfinished(): number {
    return [...this.tasks].filter((task) => !task.delivered()).length;
  }

  async run<Result>(work: () => Promise<Result>, delivered: () => boolean = never): Promise<Result> {
    const task = { delivered };
    this.tasks.add(task);
    if (this.tasks.size > 1) await new Promise<void>((start) => this.waiting.push(start));
    try {
      return await work();
    } finally {
      this.tasks.delete(task);
      this.waiting.shift()?.();
    }
  }
}

export type Hook = () => Promise<void> | void;

/** What a transaction and its savepoints share. */
export interface SharedTransaction {
  readonly connection: PooledConnection;
  readonly options: TransactionOptions;
  /** Milliseconds. */
  readonly timeout: number;
  /** TypeORM's manager for one of them. */
  managerOf(transaction: LogicalTransaction): EntityManager;
  /** The one that the calling code is in. */
  current(): LogicalTransaction | undefined;
  /** A name for the next savepoint. */
  nextSavepoint(): string;
}

const FIXED_AT_BEGIN = ['isolation', 'readOnly', 'statementTimeout', 'lockTimeout'] as const;
const DEFAULTS: TransactionOptions = { isolation: 'read committed', readOnly: false };

/** Rows per fetch of a stream. */
const BATCH_SIZE = 500;

/**
 * A whole transaction, or a part of it inside a savepoint (`parent` is set) that can be rolled back alone. Statements
 * queue. A savepoint takes one place in the queue of its parent, so no other statement runs inside it.
 */
export class LogicalTransaction implements Transaction, Snapshot {
  private readonly queue = new StatementQueue();
  private hooks: Hook[] = [];
  private ended = false;
  private failure: Error | undefined;
  private rollbackOnlyCause: Error | undefined;
  private boundManager: EntityManager | undefined;

  constructor(
    private readonly shared: SharedTransaction,
    readonly operation: string,
    private readonly parent?: LogicalTransaction,
  ) {}

  get manager(): EntityManager {
    this.boundManager ??= this.shared.managerOf(this);
    return this.boundManager;
  }

  /** @throws IncompatibleTransactionError when a joining method asks for options that this transaction does not have */
  assertCompatible(asked: TransactionOptions): void {
    for (const name of FIXED_AT_BEGIN) {
      const is = this.shared.options[name] ?? DEFAULTS[name];
      if (asked[name] === undefined || asked[name] === is) continue;
      const message = `${this.operation} has ${name} ${is ?? 'of the configuration'}; a method that joins it asks for ${asked[name]}`;
      throw new IncompatibleTransactionError(message);
    }
  }

  /** Whether it accepts no more statements: it ended, or its parent did. */
  get isOver(): boolean {
    return this.ended || (this.parent?.isOver ?? false);
  }

  /** The error of the first failed statement. After it PostgreSQL executes no other. */
  get failedBy(): Error | undefined {
    return this.failure;
  }

  async query<Row>(statement: string | PreparedStatement, values?: readonly unknown[]): Promise<Row[]> {
    const { rows } = await this.execute<Row & QueryResultRow>(statement, values);
    return rows;
  }

  /** As `query`, with the driver's whole result. */
  execute<Row extends QueryResultRow>(
    statement: string | PreparedStatement,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    const text = typeof statement === 'string' ? statement : statement.text;
    return this.innermost().statement(text, (connection) => connection.send<Row>(statement, values));
  }

  /** PostgreSQL counts all fetches as one statement, so its timeout must be that of the transaction. */
  stream(text: string, values: readonly unknown[] = []): Readable {
    // If this fails, so does the stream.
    this.query(`SET LOCAL statement_timeout = ${this.shared.timeout}`).catch(() => undefined);
    const stream = new RowStream(text, [...values], { batchSize: BATCH_SIZE });
    this.runStream(text, stream, (error) => stream.destroy(error));
    return stream;
  }

  copyFrom(text: string): Writable {
    const stream = copyFrom(text);
    this.runStream(text, stream, (error) => stream.emit('error', error));
    return stream;
  }

  copyTo(text: string): Readable {
    const stream = copyTo(text);
    this.runStream(text, stream, (error) => stream.destroy(error));
    return stream;
  }

  afterCommit(hook: Hook): void {
    const innermost = this.innermost();
    innermost.assertOpen();
    innermost.hooks.push(hook);
  }

  /** A joined method failed: the transaction must not commit, even if the caller catches the error. */
  markRollbackOnly(error: unknown): void {
    this.rollbackOnlyCause ??= error instanceof Error ? error : new Error(String(error));
  }

  /**
   * Does the work, then accepts no more statements. Returns only if the work may commit.
   * @throws what the work throws; UnfinishedStatementsError; UnexpectedRollbackError
   */
  async conclude<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await work();
      this.assertMayCommit();
      return result;
    } finally {
      this.ended = true;
      if (this.queue.size > 0) await this.shared.connection.settle();
    }
  }

  /** Does the work inside a savepoint. */
  async nest<Result>(operation: string, work: (part: LogicalTransaction) => Promise<Result>): Promise<Result> {
    return this.queue.run(async () => {
      const connection = this.usableConnection();
      const savepoint = this.shared.nextSavepoint();
      const part = new LogicalTransaction(this.shared, operation, this);
      await connection.send(`SAVEPOINT ${savepoint}`);
      try {
        const result = await part.conclude(() => work(part));
        part.assertNoFailure();
        this.assertOpen();
        await connection.send(`RELEASE SAVEPOINT ${savepoint}`);
        this.hooks.push(...part.hooks);
        return result;
      } catch (error) {
        if (!this.isOver) await connection.send(`ROLLBACK TO SAVEPOINT ${savepoint}; RELEASE SAVEPOINT ${savepoint}`);
        throw error;
      }
    });
  }

  /** Removes and returns the hooks, in the order of registration. */
  takeHooks(): readonly Hook[] {
    const hooks = this.hooks;
    this.hooks = [];
    return hooks;
  }

  /** @throws UnexpectedRollbackError when a statement failed and the error was swallowed */
  private assertNoFailure(): void {
    if (this.failure !== undefined) throw this.unexpectedRollback(this.failure);
  }

  private assertMayCommit(): void {
    if (this.rollbackOnlyCause !== undefined) throw this.unexpectedRollback(this.rollbackOnlyCause);
    const { unfinished } = this.queue;
    if (unfinished > 0) {
      throw new UnfinishedStatementsError(`${this.operation} ended before ${unfinished} of its statements; await them`);
    }
  }

  private unexpectedRollback(cause: Error): UnexpectedRollbackError {
    return new UnexpectedRollbackError(`${this.operation} was rolled back: a method that had joined it failed`, {
      cause,
    });
  }

  private assertOpen(): void {
    if (this.isOver) throw new TransactionEndedError(`the transaction of ${this.operation} has ended`);
  }

  private statement<Result>(
    text: string,
    work: (connection: PooledConnection) => Promise<Result>,
    delivered?: () => boolean,
  ): Promise<Result> {
    return this.queue.run(async () => {
      const connection = this.usableConnection();
      try {
        const result = await work(connection);
        if (connection.status === 'I') throw new TransactionControlError(`a statement ended the transaction: ${text}`);
        return result;
      } catch (error) {
        if (error instanceof Error) this.failure ??= error;
        throw error;
      }
    }, delivered);
  }

  /** @throws TransactionEndedError, TransactionAbortedError */
  private usableConnection(): PooledConnection {
    this.assertOpen();
    if (this.failure === undefined) return this.shared.connection;
    throw new TransactionAbortedError('an earlier statement of the transaction failed', { cause: this.failure });
  }

  private runStream(text: string, stream: StatementStream, refuse: (error: Error) => void): void {
    let submitted = false;
    this.innermost()
      .statement(
        text,
        async (connection) => {
          connection.assertWorks();
          submitted = true;
          if (!stream.destroyed) await connection.sendStream(stream);
        },
        () => isDelivered(stream),
      )
      .catch((error: Error) => {
        if (!submitted) refuse(error);
      });
  }

  /** The savepoint that the caller is in, if it is inside this one: an outer manager works in savepoints too. */
  private innermost(): LogicalTransaction {
    const current = this.shared.current();
    let ancestor = current;
    while (ancestor !== undefined && ancestor !== this) ancestor = ancestor.parent;
    return ancestor === undefined ? this : (current ?? this);
  }
}

function isDelivered(stream: StatementStream): boolean {
  return stream.destroyed || (stream instanceof Readable ? stream.readableEnded : stream.writableFinished);
}
