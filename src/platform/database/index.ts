export { Propagation } from '@nestjs-cls/transactional';
export { PoolName, PoolStatistics, DatabaseOptions } from './connections/connection-pools';
export { calendarDay, wholeNumber, PreparedStatement, Snapshot, Sql, Transaction } from './connections/sql';
export { Database } from './database';
export {
  DatabaseError,
  NoTransactionError,
  TransactionEndedError,
  UnfinishedStatementsError,
  TransactionAbortedError,
  UnexpectedRollbackError,
  SecondConnectionError,
  IncompatibleTransactionError,
  TransactionControlError,
  PoolExhaustedError,
  ConnectError,
  ConnectionLostError,
  TransactionTimeoutError,
  CommitOutcomeUnknownError,
  sqlState,
} from '../errors';
export { DatabaseModule } from './database.module';
export { migrate, MigrationStatus, migrationStatus, revertMigration, serverVersion } from './migrations';
export { Outcome, TransactionOutcome, TransactionOutcomes } from './transactions/transaction-outcomes';
export { IsolationLevel, TransactionOptions } from './connections/sql';
export { Transactional } from './transactions/transactional.decorator';
