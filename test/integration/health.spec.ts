import { Client } from 'pg';
import { AppConfig } from '../../src/platform/config';
import { Database, DatabaseModule } from '../../src/platform/database';
import { RedisModule } from '../../src/platform/redis';
import { HealthChecks, HealthModule } from '../../src/platform/health';
import { TestDatabase, createTestDatabase } from '../support/database';
import { LONG_TIMEOUTS } from '../support/long-timeouts';
import { PostgresProxy } from '../support/postgres-proxy';
import { startRedis } from '../support/redis';
import { until } from '../support/until';
import { SmallApp, smallApp } from '../support/small-app';

const POOL_SIZE = 2;

let database: TestDatabase;
let proxy: PostgresProxy;
let small: SmallApp;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await PostgresProxy.before(() => new URL(database.url));
  const config = AppConfig.fromEnvironment({
    ...LONG_TIMEOUTS,
    DATABASE_URL: proxy.url(database.url),
    DATABASE_READ_POOL_SIZE: String(POOL_SIZE),
    DATABASE_LOCK_TIMEOUT_MS: '60000',
    DATABASE_STATEMENT_TIMEOUT_MS: '60000',
  });
  const options = { ...config.database, url: proxy.url(database.url) };
  small = await smallApp({ imports: [DatabaseModule.forRoot(options), RedisModule, HealthModule] });
});
afterAll(async () => {
  await small.app.close();
  await proxy.close();
  await database.drop();
});

const ready = () => small.app.inject({ url: '/health/ready' }).then(({ statusCode }) => statusCode);

it('is ready while every connection of the pool is in use, because PostgreSQL answers', async () => {
  const { sql } = small.app.get(Database);
  const pool = () =>
    small.app
      .get(Database)
      .poolStatistics()
      .find((each) => each.pool === 'read');
  const outside = new Client({ connectionString: database.url });
  await outside.connect();
  await outside.query('select pg_advisory_lock(1)');
  const holders = Array.from({ length: POOL_SIZE }, () => sql.query('select pg_advisory_xact_lock_shared(1)'));
  try {
    await until(() => pool()?.used === POOL_SIZE, 'the pool is full');
    // PostgreSQL has a second for its answer, which may be too short on a machine that is busy with other tests.
    await until(async () => (await ready()) === 200, 'it is ready');
    expect(pool()).toMatchObject({ used: POOL_SIZE, waiting: 0 });
  } finally {
    await outside.end();
  }
  await Promise.all(holders);
});

it('is ready again although a question was lost for good, by asking over another connection', async () => {
  let lost = 0;
  proxy.watch(({ text }) =>
    text === 'select 1' && lost++ === 0
      ? { phase: 'before', act: () => new Promise<void>(() => undefined) }
      : undefined,
  );
  await until(async () => (await ready()) === 503 && lost > 0, 'a question was lost');
  await until(async () => (await ready()) === 200, 'the next one was answered');
});

describe('Redis', () => {
  it.each([
    ['a read-only replica', ['--replicaof', '127.0.0.1', '1'], /read-only replica/],
    ['full', ['--maxmemory', '1'], /full/],
  ])('that is %s is down, because it cannot count', async (_state, settings, detail) => {
    const redis = await startRedis(undefined, settings);
    const environment = { ...LONG_TIMEOUTS, DATABASE_URL: database.url, REDIS_URL: redis.url };
    const options = AppConfig.fromEnvironment(environment).database;
    const { app } = await smallApp(
      { imports: [DatabaseModule.forRoot({ ...options, url: database.url }), RedisModule, HealthModule] },
      environment,
    );
    try {
      const checks = await app.get(HealthChecks).run();
      expect(checks.find(({ name }) => name === 'redis')).toMatchObject({
        status: 'down',
        detail: expect.stringMatching(detail),
      });
    } finally {
      await app.close();
      await redis.stop();
    }
  });
});

it('is not ready when PostgreSQL is gone, but alive', async () => {
  await database.drop();
  await until(async () => (await ready()) === 503, 'the answer that is kept for a second has aged');
  expect((await small.app.inject({ url: '/health/live' })).statusCode).toBe(200);
});
