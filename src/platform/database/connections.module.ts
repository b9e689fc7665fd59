import { DynamicModule, Inject, Module, OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource, EntityManager } from 'typeorm';
import { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { ConnectionPools, poolConfig } from './connections/connection-pools';
import { TimeLimits } from './connections/time-limits';
import { Database } from './database';
import { DatabaseOptions } from './database.options';
import { PostgresDatabase } from './postgres-database';
import { BoundQueryRunner, StatementTarget } from './transactions/bound-query-runner';
import { currentScope } from './transactions/connection-context';
import { TransactionManager } from './transactions/transaction-manager';
import { TransactionOutcomes } from './transactions/transaction-outcomes';

/** What TypeORM maps: filled while modules are defined, read when the application is made. */
export const mappedEntities = new Set<EntityClass>();

export type EntityClass = abstract new () => object;

/** The connections, and what stands on them. They close when nothing is served any more. */
@Module({})
export class ConnectionsModule implements OnApplicationShutdown {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ConnectionPools) private readonly pools: ConnectionPools,
  ) {}

  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: ConnectionsModule,
      providers: [
        TransactionOutcomes,
        { provide: DataSource, useFactory: () => openDataSource(options) },
        {
          provide: ConnectionPools,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new ConnectionPools(options, driverOf(dataSource).master as Pool),
        },
        {
          provide: TransactionManager,
          inject: [DataSource, ConnectionPools, TransactionOutcomes],
          useFactory: (dataSource: DataSource, pools: ConnectionPools, outcomes: TransactionOutcomes) =>
            transactionManager(options, dataSource, pools, outcomes),
        },
        {
          provide: Database,
          inject: [DataSource, ConnectionPools, TransactionManager],
          useFactory: (dataSource: DataSource, pools: ConnectionPools, transactions: TransactionManager) =>
            new PostgresDatabase(pools, transactions, (target) => managerOn(dataSource, target)),
        },
      ],
      exports: [Database, TransactionManager, TransactionOutcomes, ConnectionPools],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pools.close();
    await this.dataSource.destroy();
  }
}

function openDataSource(options: DatabaseOptions): Promise<DataSource> {
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

/** TypeORM makes a Date of an instant, which has only milliseconds. Entities get and give the text, as other SQL does. */
function keepInstantsAsText(driver: PostgresDriver): void {
  const hydrate = driver.prepareHydratedValue.bind(driver);
  const persist = driver.preparePersistentValue.bind(driver);
  const isInstant = ({ type }: ColumnMetadata): boolean => type === 'timestamp with time zone';
  driver.prepareHydratedValue = (value: unknown, column: ColumnMetadata): unknown =>
    isInstant(column) ? value : hydrate(value, column);
  driver.preparePersistentValue = (value: unknown, column: ColumnMetadata): unknown =>
    isInstant(column) ? value : persist(value, column);
}

function managerOn(dataSource: DataSource, target: StatementTarget): EntityManager {
  return dataSource.createEntityManager(new BoundQueryRunner(driverOf(dataSource), target));
}

function transactionManager(
  options: DatabaseOptions,
  dataSource: DataSource,
  pools: ConnectionPools,
  outcomes: TransactionOutcomes,
): TransactionManager {
  return new TransactionManager({
    pools,
    outcomes,
    limits: new TimeLimits(options.transactionTimeout),
    current: currentScope,
    managerOf: (scope) => managerOn(dataSource, scope),
  });
}

function driverOf(dataSource: DataSource): PostgresDriver {
  return dataSource.driver as PostgresDriver;
}
