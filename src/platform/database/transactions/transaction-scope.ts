import { Readable, Writable } from 'node:stream';
import { QueryResult, QueryResultRow } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { RowStream } from '../connections/row-stream';
import { EntityManager } from 'typeorm';
import { HeldConnection, StatementStream } from '../connections/held-connection';
import {
  IncompatibleTransactionError,
  TransactionAbortedError,
  TransactionControlError,
  TransactionEndedError,
  UnexpectedRollbackError,
  UnfinishedStatementsError,
} from '../database.errors';
import { PreparedStatement, Snapshot, Transaction } from '../sql';
import { StatementQueue } from './statement-queue';
import { TransactionOptions } from './transaction.options';

export type Hook = () => Promise<void> | void;

/** What all scopes of one connection share. */
export interface Unit {
  readonly connection: HeldConnection;
  /** What it was opened with. */
  readonly options: TransactionOptions;
  /** The longest that it may be open, in milliseconds. */
  readonly timeLimit: number;
  /** TypeORM's manager for a scope. */
  managerOf(scope: TransactionScope): EntityManager;
  /** The scope in which the calling code is. */
  current(): TransactionScope | undefined;
  /** A name for the next savepoint. */
  nextSavepoint(): string;
}

const FIXED_AT_THE_BEGINNING = ['isolation', 'readOnly', 'statementTimeout', 'lockTimeout'] as const;
const UNLESS_SAID: TransactionOptions = { isolation: 'read committed', readOnly: false };

/** Rows that a stream fetches at a time. */
const BATCH = 500;

/**
 * A transaction, or a part of one that can be rolled back alone (`parent` is set, a savepoint holds it). Its statements
 * queue; a nested scope takes one place in the queue of its parent, so that nothing comes between its two ends.
 */
export class TransactionScope implements Transaction, Snapshot {
  private readonly queue = new StatementQueue();
  private hooks: Hook[] = [];
  private ended = false;
  private failure: Error | undefined;
  private failedPart: Error | undefined;
  private boundManager: EntityManager | undefined;

  constructor(
    private readonly unit: Unit,
    readonly operation: string,
    private readonly parent?: TransactionScope,
  ) {}

  get manager(): EntityManager {
    this.boundManager ??= this.unit.managerOf(this);
    return this.boundManager;
  }

  /** @throws IncompatibleTransactionError when a part asks for what the transaction is not; it cannot become so in the middle */
  assertIsAs(asked: TransactionOptions): void {
    for (const name of FIXED_AT_THE_BEGINNING) {
      const is = this.unit.options[name] ?? UNLESS_SAID[name];
      if (asked[name] === undefined || asked[name] === is) continue;
      const message = `${this.operation} has ${name} ${is ?? 'of the configuration'}; a part of it asks for ${asked[name]}`;
      throw new IncompatibleTransactionError(message);
    }
  }

  /** Whether it takes no more statements: it ended, or a scope around it did. */
  get isOver(): boolean {
    return this.ended || (this.parent?.isOver ?? false);
  }

  /** The first statement that failed here, after which PostgreSQL answers no other. */
  get failedBy(): Error | undefined {
    return this.failure;
  }

  async query<Row>(statement: string | PreparedStatement, values?: readonly unknown[]): Promise<Row[]> {
    const { rows } = await this.execute<Row & QueryResultRow>(statement, values);
    return rows;
  }

  /** As `query`, with all that the driver says about the result. */
  execute<Row extends QueryResultRow>(
    statement: string | PreparedStatement,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    const text = typeof statement === 'string' ? statement : statement.text;
    return this.innermost().statement(text, (connection) => connection.send<Row>(statement, values));
  }

  /** To PostgreSQL all fetches are one statement, in the middle of which its time would be up, however fast each of them is. */
  stream(text: string, values: readonly unknown[] = []): Readable {
    // If it fails, the stream is refused for that.
    this.query(`SET LOCAL statement_timeout = ${this.unit.timeLimit}`).catch(() => undefined);
    const stream = new RowStream(text, [...values], { batchSize: BATCH });
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
    const scope = this.innermost();
    scope.assertOpen();
    scope.hooks.push(hook);
  }

  /** What is done here must not stay: a part of it failed, even if its caller goes on. */
  failsWith(error: unknown): void {
    this.failedPart ??= error instanceof Error ? error : new Error(String(error));
  }

  /**
   * Does the work and closes the scope. Returns only if what was done may stay, as far as can be told from here.
   * @throws what the work throws; UnfinishedStatementsError; UnexpectedRollbackError
   */
  async conclude<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await work();
      this.assertWhole();
      return result;
    } finally {
      this.ended = true;
      if (this.queue.size > 0) await this.unit.connection.settle();
    }
  }

  /** Does the work in a scope of its own, that rolls back alone. */
  async nest<Result>(operation: string, work: (scope: TransactionScope) => Promise<Result>): Promise<Result> {
    return this.queue.run(async () => {
      const connection = this.usable();
      const savepoint = this.unit.nextSavepoint();
      const scope = new TransactionScope(this.unit, operation, this);
      await connection.send(`SAVEPOINT ${savepoint}`);
      try {
        const result = await scope.conclude(() => work(scope));
        scope.assertStands();
        this.assertOpen();
        await connection.send(`RELEASE SAVEPOINT ${savepoint}`);
        this.hooks.push(...scope.hooks);
        return result;
      } catch (error) {
        if (!this.isOver) await connection.send(`ROLLBACK TO SAVEPOINT ${savepoint}; RELEASE SAVEPOINT ${savepoint}`);
        throw error;
      }
    });
  }

  /** Hands over the hooks, in the order in which they were given. */
  takeHooks(): readonly Hook[] {
    const hooks = this.hooks;
    this.hooks = [];
    return hooks;
  }

  /** @throws UnexpectedRollbackError when a statement failed and the error was swallowed */
  private assertStands(): void {
    if (this.failure !== undefined) throw this.unexpectedRollback(this.failure);
  }

  private assertWhole(): void {
    if (this.failedPart !== undefined) throw this.unexpectedRollback(this.failedPart);
    const { unfinished } = this.queue;
    if (unfinished > 0) {
      throw new UnfinishedStatementsError(`${this.operation} ended before ${unfinished} of its statements; await them`);
    }
  }

  private unexpectedRollback(cause: Error): UnexpectedRollbackError {
    return new UnexpectedRollbackError(`${this.operation} was rolled back: a part of it had failed`, { cause });
  }

  private assertOpen(): void {
    if (this.isOver) throw new TransactionEndedError(`the transaction of ${this.operation} has ended`);
  }

  private statement<Result>(
    text: string,
    work: (connection: HeldConnection) => Promise<Result>,
    delivered?: () => boolean,
  ): Promise<Result> {
    return this.queue.run(async () => {
      const connection = this.usable();
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
  private usable(): HeldConnection {
    this.assertOpen();
    if (this.failure === undefined) return this.unit.connection;
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

  /** The scope that the caller is in, if it lies within this one: a manager kept from outside works there too. */
  private innermost(): TransactionScope {
    const current = this.unit.current();
    let scope = current;
    while (scope !== undefined && scope !== this) scope = scope.parent;
    return scope === undefined ? this : (current ?? this);
  }
}

function isDelivered(stream: StatementStream): boolean {
  return stream.destroyed || (stream instanceof Readable ? stream.readableEnded : stream.writableFinished);
}
