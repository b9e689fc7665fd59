import { ReadStream } from 'node:fs';
import { QueryResult, QueryResultRow } from 'pg';
import { DataSource, EntityManager } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';
import { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { DatabaseOptions, poolConfig } from '../connections/connection-pools';
import { TransactionControlError } from '../../errors';

/** Where a query runner's statements go. */
export interface StatementTarget {
  execute<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<QueryResult<Row>>;
}

/** Sends TypeORM's statements to a transaction or to the read-only pool. It can neither begin nor end a transaction. */
class BoundQueryRunner extends PostgresQueryRunner {
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

  /** The transaction releases the connection. */
  override release(): Promise<void> {
    return Promise.resolve();
  }
}

/** The classes that TypeORM maps. Features add theirs before the application is created. */
export const mappedEntities = new Set<EntityClass>();

export type EntityClass = abstract new () => object;

export function openDataSource(options: DatabaseOptions): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url: options.url,
    entities: [...mappedEntities],
    synchronize: false,
    logging: false,
    installExtensions: false,
    extra: poolConfig(options, 'write'),
  });
  keepInstantsAsText(driverOf(dataSource));
  return dataSource.initialize();
}

/** TypeORM turns an instant into a Date, which has only milliseconds. Entities keep the text, as other SQL does. */
function keepInstantsAsText(driver: PostgresDriver): void {
  const hydrate = driver.prepareHydratedValue.bind(driver);
  const persist = driver.preparePersistentValue.bind(driver);
  const isInstant = ({ type }: ColumnMetadata): boolean => type === 'timestamp with time zone';
  driver.prepareHydratedValue = (value: unknown, column: ColumnMetadata): unknown =>
    isInstant(column) ? value : hydrate(value, column);
  driver.preparePersistentValue = (value: unknown, column: ColumnMetadata): unknown =>
    isInstant(column) ? value : persist(value, column);
}

/** A TypeORM manager that sends its statements to `target`. */
export function managerOn(dataSource: DataSource, target: StatementTarget): EntityManager {
  return dataSource.createEntityManager(new BoundQueryRunner(driverOf(dataSource), target));
}

export function driverOf(dataSource: DataSource): PostgresDriver {
  return dataSource.driver as PostgresDriver;
}
