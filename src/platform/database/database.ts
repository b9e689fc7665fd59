import { EntityManager } from 'typeorm';
import { PoolStatistics } from './connections/connection-pools';
import { Sql, Snapshot, Transaction } from './sql';

/**
 * The one door to PostgreSQL. Repositories ask it; services only say `@Transactional()`.
 * An abstract class, so that it is the injection token too.
 */
export abstract class Database {
  /** For reading: the open transaction if there is one, else a pool whose connections are read-only. */
  abstract readonly sql: Sql;
  /**
   * TypeORM's entities, for reading: through the open transaction or snapshot, else through the read-only pool.
   * `transaction.manager` is the one for writing.
   */
  abstract readonly manager: EntityManager;
  /** For writing: the open transaction. Throws where none is open, so that no write can escape one. */
  abstract readonly transaction: Transaction;
  /** One repeatable-read, read-only snapshot on a connection of its own, until `work` ends. Not inside a transaction. */
  abstract snapshot<Result>(work: (snapshot: Snapshot) => Promise<Result>): Promise<Result>;
  /** Whether PostgreSQL answers, without a connection of the pools. @throws ConnectError when it does not, within a second */
  abstract ping(): Promise<void>;
  /** What the pools of this process are doing at this moment. */
  abstract poolStatistics(): PoolStatistics[];
}
