import { Controller, Get, Injectable, Param } from '@nestjs/common';
import { AppConfig } from '../../src/platform/config';
import { Database, DatabaseModule, Transactional } from '../../src/platform/database';
import { HealthModule } from '../../src/platform/health';
import { MetricsModule, OperationsSummary, WindowSummary } from '../../src/platform/metrics';
import { RateLimitModule } from '../../src/platform/rate-limit';
import { RedisModule } from '../../src/platform/redis';
import { TestDatabase, createTestDatabase } from '../support/database';
import { LONG_TIMEOUTS } from '../support/long-timeouts';
import { SmallApp, smallApp } from '../support/small-app';

const LIMIT = 12;
const POOL_SIZE = 4;

@Injectable()
class Work {
  private tries = 0;

  constructor(private readonly database: Database) {}

  @Transactional()
  async commit(): Promise<void> {
    await this.database.transaction.query('select 1');
  }
  @Transactional()
  async rollback(): Promise<void> {
    await this.commit();
    throw new Error('on purpose');
  }
  /** As PostgreSQL ends one of two that disturb each other. */
  @Transactional()
  async retry(): Promise<void> {
    if (this.tries++ === 0) await this.database.transaction.query(`do $$ begin raise sqlstate '40001'; end $$`);
  }
}

@Controller('work')
class WorkController {
  constructor(private readonly work: Work) {}

  @Get(':kind')
  async do(@Param('kind') kind: 'commit' | 'rollback' | 'retry'): Promise<string> {
    await this.work[kind]();
    return kind;
  }
}

let database: TestDatabase;
let small: SmallApp;

beforeAll(async () => {
  database = await createTestDatabase();
  const config = AppConfig.fromEnvironment({
    ...LONG_TIMEOUTS,
    DATABASE_URL: database.url,
    DATABASE_READ_POOL_SIZE: String(POOL_SIZE),
  });
  const options = { ...config.database, url: database.url };
  small = await smallApp(
    {
      imports: [DatabaseModule.forRoot(options), RedisModule, RateLimitModule, HealthModule, MetricsModule],
      controllers: [WorkController],
      providers: [Work],
    },
    { RATE_LIMIT: String(LIMIT), LOG_LEVEL: 'silent', TRUST_PROXY: '1' },
  );
});
afterAll(async () => {
  await small.app.close();
  await database.drop();
});

const windows = (): WindowSummary[] => small.app.get(OperationsSummary).windows();
const ask = (url: string, client = '192.0.2.1') => small.app.inject({ url, headers: { 'x-forwarded-for': client } });

it('has nothing to divide by before the first request', () => {
  expect(windows()).toEqual(
    [1, 5, 60].map((minutes) => ({
      minutes,
      requests: 0,
      rollbackRate: null,
      limitHits: 0,
      limitHitsByClient: [],
      errorRateByCategory: {},
      p50: null,
      p95: null,
      p99: null,
      highestPoolUsage: 0,
      poolTimeouts: 0,
    })),
  );
});

it('says exactly what happened: requests, rollbacks, errors, limits by client, and how full the pools were', async () => {
  for (const kind of ['commit', 'commit', 'retry', 'rollback']) await ask(`/work/${kind}`);
  for (let count = 0; count < LIMIT - 4 + 3; count++) await ask('/nowhere');
  for (let count = 0; count < LIMIT + 5; count++) await ask('/nowhere', '198.51.100.7');
  const { sql } = small.app.get(Database);
  await Promise.all([1, 2, 3].map(() => sql.query('select 1')));

  const requests = LIMIT + 3 + LIMIT + 5;
  const notFound = LIMIT - 4 + LIMIT;
  for (const window of windows()) {
    expect(window).toMatchObject({
      requests,
      // Three commits, one of them after a retry, and one rollback.
      rollbackRate: 0.25,
      limitHits: 8,
      limitHitsByClient: [
        { client: 'address:198.51.100.*', hits: 5 },
        { client: 'address:192.0.2.*', hits: 3 },
      ],
      errorRateByCategory: { not_found: notFound / requests, internal: 1 / requests, rate_limit: 8 / requests },
      highestPoolUsage: 3 / POOL_SIZE,
    });
  }
});

it('does not count what machines ask all day long', async () => {
  const before = windows();
  for (const url of ['/health/live', '/health/ready', '/health', '/metrics']) await ask(url);
  expect(windows().map(({ requests }) => requests)).toEqual(before.map(({ requests }) => requests));
});

it('shows the rollback rate and the waits for a connection to Prometheus too', async () => {
  const lines = (await ask('/metrics')).payload.split('\n');
  expect(lines).toContain('database_rollback_rate 0.25');
  expect(lines.some((line) => /^database_pool_wait_seconds_count\{pool="write"\} [1-9]/.test(line))).toBe(true);
  expect(lines.some((line) => /^database_pool_wait_seconds_count\{pool="read"\} [1-9]/.test(line))).toBe(true);
});
