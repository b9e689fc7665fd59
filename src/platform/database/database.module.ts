import { ClsPluginTransactional } from '@nestjs-cls/transactional';
import { DynamicModule, Inject, Module, OnApplicationShutdown } from '@nestjs/common';
import { ClsModule } from 'nestjs-cls';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { ConnectionPools, DatabaseOptions } from './connections/connection-pools';
import { TimeLimits } from './connections/time-limits';
import { Database, PostgresDatabase } from './database';
import { driverOf, EntityClass, managerOn, mappedEntities, openDataSource } from './transactions/entity-manager';
import { currentTransaction, TransactionManager } from './transactions/transaction-manager';
import { TransactionOutcomes } from './transactions/transaction-outcomes';
import { TransactionAdapter } from './transactions/transactional.decorator';

/** The connections and the services on top of them. They close after the last request. */
@Module({})
class ConnectionsModule implements OnApplicationShutdown {
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
    current: currentTransaction,
    managerOf: (transaction) => managerOn(dataSource, transaction),
  });
}

/** Provides `Database` and `@Transactional()`. The library keeps one host, so a process runs one application. */
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    const connections = ConnectionsModule.forRoot(options);
    const plugin = new ClsPluginTransactional({ imports: [connections], adapter: new TransactionAdapter() });
    return {
      module: DatabaseModule,
      global: true,
      imports: [connections, ClsModule.registerPlugins([plugin])],
      exports: [connections],
    };
  }

  /** Registers the entities of a feature, as `TypeOrmModule.forFeature` does. */
  static forFeature(entities: readonly EntityClass[]): DynamicModule {
    for (const entity of entities) mappedEntities.add(entity);
    return { module: DatabaseModule };
  }
}
