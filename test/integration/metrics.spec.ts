import { connect } from 'node:net';
import { Controller, Get, Injectable, Param } from '@nestjs/common';
import { DatabaseModule, Database, Transactional } from '../../src/platform/database';
import { AppConfig } from '../../src/platform/config';
import { RateLimitModule } from '../../src/platform/rate-limit';
import { RedisModule } from '../../src/platform/redis';
import { MetricsModule } from '../../src/platform/metrics';
import { TestDatabase, createTestDatabase } from '../support/database';
import { LONG_TIMEOUTS } from '../support/long-timeouts';
import { SmallApp, smallApp } from '../support/small-app';

@Injectable()
class Work {
  constructor(private readonly database: Database) {}

  @Transactional()
  async succeed(): Promise<void> {
    await this.database.transaction.query('SELECT 1');
  }
  @Transactional()
  async reject(): Promise<void> {
    await this.database.transaction.query('SELECT 99999::smallint');
  }
  @Transactional()
  async fail(): Promise<void> {
    await this.database.transaction.query('SELECT 1');
    throw new Error('on purpose');
  }
}

@Controller('things')
class ThingsController {
  constructor(private readonly work: Work) {}

  @Get(':name')
  async thing(@Param('name') name: string): Promise<string> {
    if (name === 'commit') await this.work.succeed();
    if (name === 'rollback') await this.work.fail();
    if (name === 'broken') throw new Error('on purpose');
    if (name === 'hole') await this.work.reject();
    return name;
  }
}

let database: TestDatabase;
let small: SmallApp;

beforeAll(async () => {
  database = await createTestDatabase();
  const { database: options } = AppConfig.fromEnvironment({ ...LONG_TIMEOUTS, DATABASE_URL: database.url });
  small = await smallApp(
    {
      imports: [DatabaseModule.forRoot({ ...options, url: database.url }), RedisModule, RateLimitModule, MetricsModule],
      controllers: [ThingsController],
      providers: [Work],
    },
    { RATE_LIMIT: '60000', LOG_LEVEL: 'silent', METRICS_TOKEN: 'a-token' },
  );
});
afterAll(async () => {
  await small.app.close();
  await database.drop();
});

async function scrape(): Promise<string[]> {
  const headers = { authorization: 'Bearer a-token' };
  return (await small.app.inject({ url: '/metrics', headers })).payload.split('\n');
}

it('gives metrics to who has the token only', async () => {
  expect((await small.app.inject({ url: '/metrics' })).statusCode).toBe(401);
  expect((await small.app.inject({ url: '/metrics', headers: { authorization: 'Bearer b-token' } })).statusCode).toBe(
    401,
  );
});

it('counts a value that the database refused as a hole in the checks', async () => {
  expect(await scrape()).toContain('http_value_rejected_total 0');
  expect((await small.app.inject({ url: '/things/hole' })).statusCode).toBe(400);
  expect(await scrape()).toContain('http_value_rejected_total 1');
});

it('counts requests by template, method, class of status and category', async () => {
  await small.app.inject({ url: '/things/one' });
  await small.app.inject({ url: '/things/two' });
  await small.app.inject({ url: '/nowhere' });
  const lines = await scrape();
  expect(lines).toContain(
    'http_request_duration_seconds_count{route="/things/:name",method="GET",status="2xx",category="none"} 2',
  );
  expect(lines).toContain(
    'http_request_duration_seconds_count{route="unknown",method="GET",status="4xx",category="not_found"} 1',
  );
});

it('observes how long responses that are 5xx take', async () => {
  const before = await scrape();
  const count =
    'http_request_duration_seconds_count{route="/things/:name",method="GET",status="5xx",category="internal"}';
  expect(before.filter((line) => line.startsWith(count))).toEqual([]);
  expect((await small.app.inject({ url: '/things/broken' })).statusCode).toBe(500);
  expect(await scrape()).toContain(`${count} 1`);
});

it('counts how transactions end, and shows the pools and the lag of the event loop', async () => {
  await small.app.inject({ url: '/things/commit' });
  await small.app.inject({ url: '/things/rollback' });
  const lines = await scrape();
  expect(lines).toContain('database_transactions_total{operation="Work.succeed",outcome="commit"} 1');
  expect(lines).toContain('database_transactions_total{operation="Work.fail",outcome="rollback"} 1');
  expect(lines).toContain('database_pool_size{pool="write"} 10');
  expect(lines.some((line) => line.startsWith('nodejs_eventloop_lag_p99_seconds '))).toBe(true);
});

/** 100,000 with METRICS_PATHS=100000: more paths add no series, only half a minute. */
const PATHS = Number(process.env.METRICS_PATHS ?? 5_000);

it(`exports at most 2,000 series after ${PATHS} different paths`, async () => {
  await small.app.listen(0, '127.0.0.1');
  const port = Number(new URL(await small.app.getUrl()).port);
  const paths = Array.from({ length: PATHS }, (_, i) => `${i % 2 ? '/things' : ''}/${i}`);
  const quarter = paths.length / 4;
  await Promise.all([0, 1, 2, 3].map((part) => askAll(port, paths.slice(part * quarter, (part + 1) * quarter))));
  const series = (await scrape()).filter((line) => line !== '' && !line.startsWith('#'));
  expect(series.length).toBeLessThan(2_000);
}, 180_000);

/** Asks for all paths over one connection without waiting for each answer, which is several times as fast. */
function askAll(port: number, paths: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let tail = '';
    const socket = connect(port, '127.0.0.1', () => {
      for (const path of paths) socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
      socket.write('GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    });
    socket.on('data', (chunk) => (tail = (tail + chunk.toString()).slice(-1000)));
    socket.on('error', reject);
    socket.on('close', () => (tail.includes('/last') ? resolve() : reject(new Error('not all were answered'))));
  });
}
