import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { createApp } from '../../src/app.setup';
import { AppConfig } from '../../src/platform/config';
import { Jobs } from '../../src/platform/jobs';
import { LONG_TIMEOUTS } from './long-timeouts';
import { TestDatabase, createTestDatabase } from './database';

export const ADMIN_TOKEN = 'test-administrator-0123456789-abcdefghijk';

export const JWT_SECRET = 'test-signing-secret-0123456789-abcdefghijk';

export interface TestApp {
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  /** `http://127.0.0.1:<free port>` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The whole application over a new database, or a copy of `original`. `route` may put a proxy before the database. It
 * listens on a free port of the loopback.
 */
export async function startTestApp(
  environment: Readonly<Record<string, string>> = {},
  route: (url: string) => string | Promise<string> = (url) => url,
  original?: TestDatabase,
): Promise<TestApp> {
  const database = await createTestDatabase(original);
  const url = await route(database.url);
  const config = AppConfig.fromEnvironment({
    NODE_ENV: 'test',
    ...LONG_TIMEOUTS,
    ADMIN_TOKEN,
    LOG_LEVEL: 'silent',
    RATE_LIMIT: '60000',
    JWT_SECRET,
    READ_ACCESS: 'public',
    REGISTRATION: 'open',
    DATABASE_URL: url,
    ...environment,
  });
  const app = await createApp(config, url, pino({ level: config.logLevel }));
  await app.get(Jobs).start();
  await app.listen(0, '127.0.0.1');
  return {
    app,
    database,
    url: await app.getUrl(),
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

/** A database as `fill` leaves it, to be copied for each test. It spares each test the requests of its set-up. */
export async function prepareTestDatabase(
  environment: Readonly<Record<string, string>>,
  fill: (service: TestApp) => Promise<void>,
): Promise<TestDatabase> {
  const service = await startTestApp(environment);
  await fill(service);
  await service.app.close();
  return service.database;
}
