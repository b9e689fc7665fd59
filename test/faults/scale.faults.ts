import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN_TOKEN } from '../support/app';
import { closeOf, weekdays } from '../support/csv-market';
import { TestDatabase, createTestDatabase } from '../support/database';
import { freePort } from '../support/free-port';
import { HaProxy } from '../support/haproxy';
import { ServiceProcess } from '../support/processes';
import { TestRedis, startRedis } from '../support/redis';
import { LoadRequest, SteadyLoad } from '../support/steady-load';
import { storePrices } from '../support/stored-prices';
import { until } from '../support/until';

const PER_SECOND = Number(process.env['SCALE_REQUESTS_PER_SECOND'] ?? 300);
const SYMBOLS = ['AAA', 'BBB', 'CCC'];
const DAYS = weekdays('2024-01-02', 60);
const JSON_HEADERS = { 'content-type': 'application/json', 'x-admin-token': ADMIN_TOKEN };

/** Mostly reading, one write in fifty; each from one of many clients. */
function requestOf(count: number): LoadRequest {
  if (count % 50 === 0) {
    const body = JSON.stringify({ symbol: `N${count}`, name: `New ${count}` });
    return { method: 'POST', path: '/api/v1/assets', body, headers: JSON_HEADERS };
  }
  const symbol = SYMBOLS[count % SYMBOLS.length] ?? '';
  return { method: 'GET', path: count % 2 === 0 ? `/api/v1/prices?symbols=${symbol}` : '/api/v1/data-version' };
}

describe('three instances behind a load balancer', () => {
  let folder: string;
  let database: TestDatabase;
  let redis: TestRedis;
  let haProxy: HaProxy | undefined;
  const places: { readonly port: number; service: ServiceProcess }[] = [];

  const start = (port: number): Promise<ServiceProcess> =>
    ServiceProcess.start({
      folder,
      environment: {
        PORT: String(port),
        DATABASE_URL: database.url,
        REDIS_URL: redis.url,
        ADMIN_TOKEN,
        READ_ACCESS: 'public',
        DEMO_DATA: 'false',
        RATE_LIMIT: '60000',
        TRUST_PROXY: '1',
        INSTANCES: '3',
        SHUTDOWN_DELAY_MS: '3000',
        LOG_LEVEL: 'info',
      },
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autoindex-scale-'));
    [database, redis] = await Promise.all([createTestDatabase(), startRedis()]);
    await storePrices(
      database.url,
      SYMBOLS.flatMap((symbol) => DAYS.map((date, day) => ({ symbol, date, close: closeOf(symbol, day) }))),
    );
    for (let count = 0; count < 3; count++) {
      const port = await freePort();
      places.push({ port, service: await start(port) });
    }
    const [one, two, three] = places.map(({ port }) => `127.0.0.1:${port}`);
    haProxy = await HaProxy.before([one ?? '', two ?? '', three ?? '']);
  }, 120_000);

  afterAll(async () => {
    await haProxy?.stop();
    await Promise.all(places.map(({ service }) => service.end('SIGTERM')));
    await redis.stop();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it(`are restarted one after another under ${PER_SECOND} requests a second, and no request fails`, async () => {
    const load = new SteadyLoad(haProxy?.url ?? '', PER_SECOND, requestOf);
    const loaded = load.run();
    const exits: unknown[] = [];
    for (const place of places) {
      exits.push(await place.service.end('SIGTERM'));
      place.service = await start(place.port);
      const { service } = place;
      await until(
        () => service.logs.includes('/api/v1/data-version'),
        'the load balancer sends it requests again',
        30_000,
      );
    }
    load.end();
    const { failures, ...report } = await loaded;
    process.stdout.write(`${JSON.stringify({ ...report, failures: failures.length, exits })}\n`);
    expect(failures).toEqual([]);
    expect(exits).toEqual([0, 0, 0]);
    expect(report.perSecond).toBeGreaterThan(PER_SECOND * 0.9);
  }, 300_000);
});
