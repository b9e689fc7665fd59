import { QueryResult, QueryResultRow } from 'pg';
import { EntityManager } from 'typeorm';
import { PoolStatistics, ConnectionPools } from './connections/connection-pools';
import { NoTransactionError } from '../errors';
import { PooledConnection } from './connections/pooled-connection';
import { Sql, Snapshot, Transaction, PreparedStatement } from './connections/sql';
import { TimeLimits } from './connections/time-limits';
import { StatementTarget } from './transactions/entity-manager';
import {
  currentTransaction,
  connectionHolder,
  refuseSecondConnection,
  TransactionManager,
} from './transactions/transaction-manager';
import { LogicalTransaction } from './transactions/logical-transaction';

/**
 * The only access to PostgreSQL. Repositories use it; services only declare `@Transactional()`.
 * An abstract class, so that it is also the injection token.
 */
export abstract class Database {
  /** For reading: the open transaction or snapshot, else the read-only pool. */
  abstract readonly sql: Sql;
  /**
   * TypeORM's manager for reading entities: of the open transaction or snapshot, else of the read-only pool.
   * For writing use `transaction.manager`.
   */
  abstract readonly manager: EntityManager;
  /** For writing: the open transaction. @throws NoTransactionError when none is open */
  abstract readonly transaction: Transaction;
  /** Does the work in a repeatable-read, read-only transaction. @throws SecondConnectionError inside a transaction */
  abstract snapshot<Result>(work: (snapshot: Snapshot) => Promise<Result>): Promise<Result>;
  /** Pings PostgreSQL, outside the pools. @throws ConnectError when no answer comes within a second */
  abstract ping(): Promise<void>;
  /** The present state of this process's pools. */
  abstract poolStatistics(): PoolStatistics[];
}

/** Runs each statement on a connection of the read-only pool. */
class PoolReader implements Sql {
  private readonly limits: TimeLimits;

  constructor(private readonly pools: ConnectionPools) {
    this.limits = new TimeLimits(pools.answerTimeout);
  }

  /** @throws ConnectionLostError when no answer comes, not even that of PostgreSQL's own statement timeout */
  async query<Row>(statement: string | PreparedStatement, values?: readonly unknown[]): Promise<Row[]> {
    const { rows } = await this.execute<Row & QueryResultRow>(statement, values);
    return rows;
  }

  /** As `query`, with the driver's whole result. */
  async execute<Row extends QueryResultRow>(
    statement: string | PreparedStatement,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    const connection = new PooledConnection(await this.pools.connect('read'));
    const limited = { expire: () => connection.cut(new Error(`no answer within ${this.limits.milliseconds} ms`)) };
    this.limits.start(limited);
    try {
      return await connection.send<Row>(statement, values);
    } catch (error) {
      await connection.send('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      this.limits.clear(limited);
      connection.release();
    }
  }
}

/** Resolves the transaction that the calling code is in. */
export class PostgresDatabase extends Database {
  private readonly reader: PoolReader;
  private readonly readManager: EntityManager;

  constructor(
    private readonly pools: ConnectionPools,
    private readonly transactions: TransactionManager,
    managerOn: (target: StatementTarget) => EntityManager,
  ) {
    super();
    this.reader = new PoolReader(pools);
    this.readManager = managerOn(this.reader);
  }

  get sql(): Sql {
    return this.openTransaction() ?? this.reader;
  }

  get manager(): EntityManager {
    return this.openTransaction()?.manager ?? this.readManager;
  }

  get transaction(): Transaction {
    const scope = currentTransaction();
    if (scope !== undefined) return scope;
    throw new NoTransactionError('no transaction is open: @Transactional() is missing');
  }

  snapshot<Result>(work: (snapshot: Snapshot) => Promise<Result>): Promise<Result> {
    return this.transactions.snapshot(work);
  }

  ping(): Promise<void> {
    return this.pools.ping();
  }

  poolStatistics(): PoolStatistics[] {
    return this.pools.statistics();
  }

  /** The transaction or snapshot that the caller is in. */
  private openTransaction(): LogicalTransaction | undefined {
    const scope = currentTransaction();
    if (scope !== undefined) return scope;
    const held = connectionHolder();
    if (held === undefined) return undefined;
    return held.pool === 'read' ? held.logical : refuseSecondConnection(held);
  }
}
