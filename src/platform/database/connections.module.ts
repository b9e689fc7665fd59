import { DynamicModule, Inject, Module, OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { ConnectionPools, poolConfig } from './connections/connection-pools';
import { TimeLimits } from './connections/time-limits';
import { Database } from './database';
import { DatabaseOptions } from './database.options';
import { PostgresDatabase } from './postgres-database';
import { BoundQueryRunner } from './transactions/bound-query-runner';
import { currentScope } from './transactions/connection-context';
import { TransactionManager } from './transactions/transaction-manager';
import { TransactionOutcomes } from './transactions/transaction-outcomes';

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
          inject: [ConnectionPools, TransactionManager],
          useFactory: (pools: ConnectionPools, transactions: TransactionManager) =>
            new PostgresDatabase(pools, transactions),
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
    entities: options.entities ?? [],
    synchronize: false,
    logging: false,
    installExtensions: false,
    extra: poolConfig(options, 'write'),
  });
  return dataSource.initialize();
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
    managerOf: (scope) => dataSource.createEntityManager(new BoundQueryRunner(driverOf(dataSource), scope)),
  });
}

function driverOf(dataSource: DataSource): PostgresDriver {
  return dataSource.driver as PostgresDriver;
}
