import { ReadStream } from 'node:fs';
import { QueryResult, QueryResultRow } from 'pg';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';
import { TransactionControlError } from '../database.errors';

/** Where a query runner's statements go. */
export interface StatementTarget {
  execute<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>;
}

/** TypeORM's access to an open transaction: its statements queue with all others, and it can neither begin nor end it. */
export class BoundQueryRunner extends PostgresQueryRunner {
  override isTransactionActive = true;

  constructor(driver: PostgresDriver, target: StatementTarget) {
    super(driver, 'master');
    this.transactionDepth = 1;
    this.databaseConnection = {
      query: (text: string, values?: readonly unknown[]) => target.execute(text, values),
    };
  }

  override startTransaction(): Promise<void> {
    return Promise.reject(new TransactionControlError('use @Transactional(Propagation.Nested), not the manager'));
  }

  override commitTransaction(): Promise<void> {
    return Promise.reject(new TransactionControlError('a transaction ends with its method'));
  }

  override rollbackTransaction(): Promise<void> {
    return Promise.reject(new TransactionControlError('a transaction is rolled back by throwing an error'));
  }

  override stream(): Promise<ReadStream> {
    return Promise.reject(new TransactionControlError('use the stream of the transaction, not the query runner'));
  }

  /** The connection is not its to give back. */
  override release(): Promise<void> {
    return Promise.resolve();
  }
}
