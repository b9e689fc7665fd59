import { ADMIN_TOKEN, startTestApp } from '../../support/app';
import { Barrier } from '../../support/barrier';
import { goldenCloses } from '../../support/golden';
import { json } from '../../support/json';
import { startRedis, TestRedis } from '../../support/redis';
import { rowsOf } from '../../support/rows';
import { storePrices } from '../../support/stored-prices';
import { until } from '../../support/until';
import { clientOf, GoldenApp, startGoldenApp } from './golden-app';

const administrator = { 'x-admin-token': ADMIN_TOKEN };
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);

interface CacheStatus {
  readonly status: string;
  readonly stats: Readonly<Record<string, unknown>>;
}

describe('the diagnostics page with a Redis and a vendor', () => {
  let redis: TestRedis;
  let app: GoldenApp;
  const cacheStatus = (): Promise<CacheStatus> => json(app.get('/api/v1/diagnostics/cache-status'));
  const post = (path: string, body?: object): Promise<Response> =>
    app.send('POST', `/api/v1/diagnostics/${path}`, body, administrator);

  beforeAll(async () => {
    redis = await startRedis();
    app = await startGoldenApp({ REDIS_URL: redis.url, TWELVEDATA_API_KEY: 'k3y-that-nobody-may-see' });
  });

  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  it('cache-status: numbers and texts as the page formats them', async () => {
    const status = await cacheStatus();
    expect(status).toEqual({
      status: 'connected',
      message: expect.any(String),
      timestamp: INSTANT,
      stats: {
        total_entries: expect.any(Number),
        memory_usage: expect.stringMatching(/^\d/),
        memory_used: status.stats['memory_usage'],
        hit_rate: expect.any(Number),
        miss_rate: expect.any(Number),
        connected_clients: expect.any(Number),
      },
    });
    const [hits, misses] = [Number(status.stats['hit_rate']), Number(status.stats['miss_rate'])];
    expect([hits >= 0, misses >= 0, hits + misses]).toEqual([true, true, expect.closeTo(1, 12)]);
  });

  it('cache-invalidate takes its pattern from the body, from the query, or is for everything', async () => {
    const answer = (pattern: string): object => ({
      status: 'success',
      invalidated_count: 0,
      pattern,
      message: expect.any(String),
    });
    for (const pattern of ['index', 'market', '*']) {
      expect(await json(post('cache-invalidate', { pattern }))).toEqual(answer(pattern));
      expect(await json(post(`cache-invalidate?pattern=${pattern}`))).toEqual(answer(pattern));
    }
    expect(await json(post('cache-invalidate?pattern=index', { pattern: 'market' }))).toEqual(answer('market'));
    for (const body of [undefined, {}]) expect(await json(post('cache-invalidate', body))).toEqual(answer('*'));
    const refused = await post('cache-invalidate', { pattern: 7 });
    expect([refused.status, typeof (await json<{ detail: unknown }>(refused)).detail]).toEqual([422, 'string']);
  });

  it('clear-market-cache is the same for the market', async () => {
    expect(await json(post('clear-market-cache'))).toMatchObject({ status: 'success', pattern: 'market' });
  });

  it('twelvedata-status says how the vendor has been answering, without asking it and without its key', async () => {
    const text = await (
      await app.send('GET', '/api/v1/diagnostics/twelvedata-status', undefined, administrator)
    ).text();
    expect(JSON.parse(text)).toEqual({
      status: 'connected',
      message: expect.any(String),
      timestamp: INSTANT,
      breaker: 'closed',
    });
    expect(text).not.toContain('k3y-that');
  });

  it.each([
    ['GET', 'twelvedata-status'],
    ['POST', 'clear-market-cache'],
    ['POST', 'cache-invalidate'],
    ['POST', 'test-refresh'],
    ['POST', 'recalculate-index'],
  ])('%s %s needs an administrator', async (method, path) => {
    const refused = await app.send(method, `/api/v1/diagnostics/${path}`);
    expect([refused.status, (await json<{ detail: string }>(refused)).detail]).toEqual([401, 'Not authenticated']);
  });

  it('cache-status keeps its shape while Redis does not answer', async () => {
    redis.freeze();
    let status = await cacheStatus().finally(() => redis.thaw());
    expect(status).toEqual({
      status: 'disconnected',
      message: expect.any(String),
      timestamp: INSTANT,
      stats: { total_entries: 0 },
    });
    await until(async () => ((status = await cacheStatus()), status.status === 'connected'), 'Redis answers again');
  });
});

describe('the diagnostics page before there is anything', () => {
  let app: GoldenApp;

  beforeAll(async () => {
    app = clientOf(await startTestApp({ READ_ACCESS: 'public' }));
  });

  afterAll(() => app.close());

  it('database-status has its whole shape', async () => {
    const table = { count: 0, status: 'EMPTY' };
    const dated = { ...table, earliest_date: null, latest_date: null };
    expect(await json(app.get('/api/v1/diagnostics/database-status'))).toEqual({
      timestamp: INSTANT,
      tables: { users: table, assets: table, prices: dated, index_values: dated, allocations: dated },
      simulation_ready: false,
      message: expect.any(String),
    });
  });

  it('refresh-status has its whole shape', async () => {
    expect(await json(app.get('/api/v1/diagnostics/refresh-status'))).toEqual({
      assets: { count: 0, has_benchmark: false },
      prices: { latest_date: null, days_old: null, needs_update: true },
      recommendation: expect.any(String),
    });
  });

  it('twelvedata-status says that there is no key', async () => {
    expect(await json(app.send('GET', '/api/v1/diagnostics/twelvedata-status', undefined, administrator))).toEqual({
      status: 'not_configured',
      message: 'Prices come from demo',
      timestamp: INSTANT,
    });
  });

  it('is ready for a simulation once there is an index with levels', async () => {
    await storePrices(app.database.url, goldenCloses('a'));
    const index = { slug: 'autoindex', name: 'AutoIndex', method: 'autoindex-v1', benchmark: '^GSPC' };
    await app.send('POST', '/api/v1/indices', index, administrator);
    await until(
      async () =>
        (await json<{ simulation_ready: boolean }>(app.get('/api/v1/diagnostics/database-status'))).simulation_ready,
      'the status is looked up anew',
    );
    expect(await json(app.get('/api/v1/diagnostics/refresh-status'))).toMatchObject({
      assets: { count: 9, has_benchmark: true },
      prices: { latest_date: '2024-03-05' },
    });
  });

  it('has no benchmark while the benchmark has no prices', async () => {
    await rowsOf(
      app.database.url,
      `delete from prices where asset_id = (select id from assets where symbol = '^GSPC')`,
    );
    await until(async () => {
      const { assets } = await json<{ assets: object }>(app.get('/api/v1/diagnostics/refresh-status'));
      expect(assets).toMatchObject({ count: 9 });
      return !(assets as { has_benchmark: boolean }).has_benchmark;
    }, 'the status is looked up anew');
  });

  it('recalculate-index has ended when it responds, or says that it goes on', async () => {
    const recalculate = (): Promise<object> =>
      json(app.send('POST', '/api/v1/diagnostics/recalculate-index', undefined, administrator));
    expect(await recalculate()).toEqual({
      status: 'success',
      task_id: expect.any(String),
      message: expect.stringMatching(/^The index is computed: \d+ values have changed$/),
    });
    const barrier = await Barrier.onData(app.database.url);
    const goesOn = await recalculate();
    await barrier.lift();
    const text = expect.stringMatching(/^The computation goes on in the background: task \d+$/);
    expect(goesOn).toEqual({ status: 'running', task_id: expect.any(String), message: text, error: text });
  });
});
