import { Test } from '@nestjs/testing';
import { Client } from 'pg';
import { AccountsModule } from '../../src/accounts';
import { AppConfig, ConfigModule } from '../../src/platform/config';
import { DatabaseModule } from '../../src/platform/database';
import { RateLimitModule } from '../../src/platform/rate-limit';
import { RedisModule } from '../../src/platform/redis';
import { RequestContextModule, runInContext } from '../../src/platform/request-context';
import { JWT_SECRET } from './app';
import { createTestDatabase } from './database';
import { LONG_TIMEOUTS } from './long-timeouts';

export interface AccountsApplication {
  get<Service>(type: abstract new (...parameters: never[]) => Service): Service;
  /** Runs SQL on a connection that the application does not know. */
  rows<Row>(sql: string, ...values: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** The accounts module alone, without HTTP, on a database of its own. */
export async function accountsApplication(
  environment: Readonly<Record<string, string>> = {},
): Promise<AccountsApplication> {
  const database = await createTestDatabase();
  const config = AppConfig.fromEnvironment({
    ...LONG_TIMEOUTS,
    ...{ NODE_ENV: 'test', LOG_LEVEL: 'silent', JWT_SECRET, DATABASE_URL: database.url, REGISTRATION: 'open' },
    ...environment,
  });
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot(config),
      RequestContextModule,
      DatabaseModule.forRoot({ ...config.database, url: database.url }),
      RedisModule,
      RateLimitModule,
      AccountsModule,
    ],
  }).compile();
  module.useLogger(false);
  await module.init();
  const outside = new Client({ connectionString: database.url });
  await outside.connect();
  return {
    get: (type) => module.get(type),
    rows: async <Row>(sql: string, ...values: unknown[]) =>
      (await outside.query<Row & Record<string, unknown>>(sql, values)).rows,
    close: async () => {
      await outside.end();
      await module.close();
      await database.drop();
    },
  };
}

/** Runs work as a request does: with a context in which transactions can be opened. */
export function asRequest<Result>(work: () => Promise<Result>): Promise<Result> {
  return runInContext('test', work);
}

/** The origin of a request in tests where it does not matter. */
export const ORIGIN = { address: '203.0.113.1', userAgent: null };
