import { DynamicModule, Module } from '@nestjs/common';
import { ClsPluginTransactional } from '@nestjs-cls/transactional';
import { ClsModule } from 'nestjs-cls';
import { ConnectionsModule, EntityClass, mappedEntities } from './connections.module';
import { DatabaseOptions } from './database.options';
import { TransactionAdapter } from './transactions/transaction.adapter';

/** Makes `Database` and `@Transactional()` work everywhere. One application a process: the library keeps one host. */
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

  /** To be imported by the module of a feature whose tables TypeORM maps. */
  static forFeature(entities: readonly EntityClass[]): DynamicModule {
    for (const entity of entities) mappedEntities.add(entity);
    return { module: DatabaseModule };
  }
}
