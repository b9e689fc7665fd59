import { EntityManager } from 'typeorm';
import { ConnectionPools, PoolStatistics } from './connections/connection-pools';
import { PoolReader } from './connections/pool-reader';
import { Database } from './database';
import { NoTransactionError } from './database.errors';
import { Snapshot, Sql, Transaction } from './sql';
import { StatementTarget } from './transactions/bound-query-runner';
import { currentScope, heldUnit, refuseSecondConnection } from './transactions/connection-context';
import { TransactionManager } from './transactions/transaction-manager';
import { TransactionScope } from './transactions/transaction-scope';

/** The door to a real PostgreSQL. What it gives depends on the transaction that the calling code is in. */
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
    return this.openScope() ?? this.reader;
  }

  get manager(): EntityManager {
    return this.openScope()?.manager ?? this.readManager;
  }

  get transaction(): Transaction {
    const scope = currentScope();
    if (scope !== undefined) return scope;
    throw new NoTransactionError('no transaction is open; the method that begins this needs @Transactional()');
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
  private openScope(): TransactionScope | undefined {
    const scope = currentScope();
    if (scope !== undefined) return scope;
    const held = heldUnit();
    if (held === undefined) return undefined;
    return held.pool === 'read' ? held.scope : refuseSecondConnection(held);
  }
}
