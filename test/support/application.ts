import { Provider, Type } from '@nestjs/common';
import { Test, TestingModule } from '@nestjs/testing';
import { Database, DatabaseModule, DatabaseOptions } from '../../src/platform/database';
import { createEmptyDatabase, TestDatabase } from './database';

export interface DatabaseApplication {
  readonly module: TestingModule;
  readonly database: Database;
  readonly testDatabase: TestDatabase;
  get<Service>(type: Type<Service>): Service;
  close(): Promise<void>;
}

/** An application of nothing but the database and `providers`, on an empty database of its own, reached by `route`. */
export async function databaseApplication(
  providers: readonly Provider[],
  options: Partial<DatabaseOptions> = {},
  route: (url: string) => string = (url) => url,
): Promise<DatabaseApplication> {
  const testDatabase = await createEmptyDatabase();
  const module = await Test.createTestingModule({
    imports: [
      DatabaseModule.forRoot({
        url: route(testDatabase.url),
        poolSize: 3,
        readPoolSize: 3,
        poolWait: 20_000,
        statementTimeout: 10_000,
        transactionTimeout: 20_000,
        lockTimeout: 5_000,
        ...options,
      }),
    ],
    providers: [...providers],
  }).compile();
  module.useLogger(false);
  await module.init();
  return {
    module,
    database: module.get(Database),
    testDatabase,
    get: (type) => module.get(type),
    close: async () => {
      await module.close();
      await testDatabase.drop();
    },
  };
}
