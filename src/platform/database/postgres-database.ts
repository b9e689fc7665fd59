import { ConnectionPools, PoolStatistics } from './connections/connection-pools';
import { PoolReader } from './connections/pool-reader';
import { Database } from './database';
import { NoTransactionError } from './database.errors';
import { Snapshot, Sql, Transaction } from './sql';
import { currentScope, heldUnit, refuseSecondConnection } from './transactions/connection-context';
import { TransactionManager } from './transactions/transaction-manager';

/** The door to a real PostgreSQL. What it gives depends on the transaction that the calling code is in. */
export class PostgresDatabase extends Database {
  private readonly reader: PoolReader;

  constructor(
    private readonly pools: ConnectionPools,
    private readonly transactions: TransactionManager,
  ) {
    super();
    this.reader = new PoolReader(pools);
  }

  /** Inside a snapshot: the snapshot. */
  get sql(): Sql {
    const scope = currentScope();
    if (scope !== undefined) return scope;
    const held = heldUnit();
    if (held === undefined) return this.reader;
    return held.pool === 'read' ? held.scope : refuseSecondConnection(held);
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
}
