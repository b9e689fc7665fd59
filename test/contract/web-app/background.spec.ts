import { ADMIN_TOKEN } from '../../support/app';
import { CsvMarket } from '../../support/csv-market';
import { json } from '../../support/json';
import { rowsOf } from '../../support/rows';
import { until } from '../../support/until';
import { GoldenApp, startGoldenApp } from './golden-app';

const administrator = { 'x-admin-token': ADMIN_TOKEN };

interface Status {
  readonly task_id: string;
  readonly status: string;
  readonly state: string;
  readonly ready: boolean;
  readonly successful: boolean;
  readonly error?: string;
}

describe('tasks, diagnostics and news as the web app reads them', () => {
  let app: GoldenApp;
  let market: CsvMarket;
  const post = (path: string, body?: object): Promise<Response> =>
    app.send('POST', `/api/v1/${path}`, body, administrator);
  const ended = async (taskId: string): Promise<Status> => {
    let status: Status | undefined;
    await until(async () => {
      status = await json<Status>(app.get(`/api/v1/background/status/${taskId}`));
      return status.ready;
    }, `task ${taskId} ends`);
    if (status === undefined) throw new Error('it has ended');
    return status;
  };

  beforeAll(async () => {
    market = await CsvMarket.open();
    await market.say(['ALFA'], ['2024-03-04', '2024-03-05']);
    app = await startGoldenApp(market.environment);
    // The file had all assets before, so that those it lacks now fail a refresh.
    await rowsOf(app.database.url, `update prices set source = 'csv'`);
  });

  afterAll(async () => {
    await app.close();
    await market.close();
  });

  it('active always has stats, and lists for each kind, without alerts that wait to be sent', async () => {
    const waiting = `insert into pgboss.job (name, start_after) values ('alert', now() + interval '1 hour')`;
    await rowsOf(app.database.url, waiting);
    const active = await json<Record<string, object>>(app.get('/api/v1/background/active'));
    expect(active).toEqual({
      active: { autoindex: [] },
      scheduled: { autoindex: [] },
      reserved: { autoindex: [] },
      stats: { total_active: 0, total_scheduled: 0, total_reserved: 0 },
    });
  });

  it('a computation has status and state until it is a success', async () => {
    const answer = await post('background/compute', {});
    expect(answer.status).toBe(200);
    const { task_id, status } = await json<{ task_id: string; status: string }>(answer);
    expect([typeof task_id, status]).toEqual(['string', 'started']);
    expect(await ended(task_id)).toMatchObject({
      task_id,
      status: 'SUCCESS',
      state: 'SUCCESS',
      ready: true,
      successful: true,
    });
  });

  it('a refresh that fails is a FAILURE and says why', async () => {
    const { task_id } = await json<{ task_id: string }>(post('background/refresh', { mode: 'smart' }));
    const status = await ended(task_id);
    expect([status.status, status.successful, typeof status.error]).toEqual(['FAILURE', false, 'string']);
  });

  it('a refresh that stored a part is a SUCCESS that says what it misses', async () => {
    const { id } = await json<{ id: number }>(post('refresh-runs?wait=true', { allowPartial: true }));
    const status = await ended(String(id));
    expect(status).toMatchObject({
      status: 'SUCCESS',
      successful: true,
      message: expect.stringMatching(/^Stored in part: .+ could not be fetched/),
      result: { completeness: 'partial', missing_assets: expect.arrayContaining(['BRVO']) },
    });
    expect(status.error).toBeUndefined();
  });

  it('refreshes by hand send no body, and name their task', async () => {
    for (const path of ['manual/smart-refresh?mode=full&force=true', 'manual/trigger-refresh', 'tasks/refresh']) {
      const answer = await post(path);
      expect([path, answer.status]).toEqual([path, 200]);
      await ended((await json<{ task_id: string }>(answer)).task_id);
    }
    const cached = await json<Record<string, unknown>>(post('manual/smart-refresh?mode=cached'));
    expect(cached).toMatchObject({ mode: 'cached', message: expect.any(String), features: expect.any(Array) });
    expect((await ended(String(cached['task_id']))).status).toBe('SUCCESS');
    expect((await post('manual/smart-refresh?mode=other')).status).toBe(422);
  });

  it('database-status: a count and a status for each table', async () => {
    const status = await json<{ tables: Record<string, object> }>(app.get('/api/v1/diagnostics/database-status'));
    expect(status).toMatchObject({
      simulation_ready: true,
      message: expect.any(String),
      timestamp: expect.any(String),
    });
    expect(Object.keys(status.tables).sort()).toEqual(['allocations', 'assets', 'index_values', 'prices', 'users']);
    expect(status.tables['index_values']).toEqual({
      count: 299,
      status: 'OK',
      earliest_date: '2023-01-03',
      latest_date: '2024-03-05',
    });
    expect(status.tables['users']).toEqual({ count: 0, status: 'EMPTY' });
  });

  it('refresh-status: assets and prices are always there', async () => {
    expect(await json(app.get('/api/v1/diagnostics/refresh-status'))).toEqual({
      assets: { count: 9, has_benchmark: true },
      prices: { latest_date: '2024-03-05', days_old: expect.any(Number), needs_update: true },
      recommendation: expect.any(String),
    });
  });

  it('cache-status: total_entries is always a number', async () => {
    const status = await json<{ status: string; stats: Record<string, unknown> }>(
      app.get('/api/v1/diagnostics/cache-status'),
    );
    expect(['connected', 'disconnected']).toContain(status.status);
    expect(typeof status.stats['total_entries']).toBe('number');
  });

  it('cache-invalidate takes its pattern from the body or from the query', async () => {
    expect(await json(post('diagnostics/cache-invalidate', { pattern: 'market' }))).toMatchObject({
      invalidated_count: 0,
      pattern: 'market',
    });
    expect(await json(post('diagnostics/cache-invalidate?pattern=index'))).toMatchObject({ pattern: 'index' });
  });

  it('test-refresh and recalculate-index say how it went', async () => {
    expect(await json(post('diagnostics/test-refresh'))).toMatchObject({
      overall_status: expect.stringMatching(/^(SUCCESS|FAILED)$/),
      steps: [{ name: 'dry run' }],
    });
    const recalculation = await json<{ status: string; task_id: string }>(post('diagnostics/recalculate-index'));
    expect(recalculation.status).toBe('success');
    expect((await ended(recalculation.task_id)).status).toBe('SUCCESS');
  });

  it.each(['news/search?symbols=AAPL,MSFT&limit=50', 'news/trending'])(
    '%s is an empty list that says why',
    async (path) => {
      const answer = await app.get(`/api/v1/${path}`);
      expect([answer.status, answer.headers.get('x-feature-status'), await answer.json()]).toEqual([
        200,
        'not-configured',
        [],
      ]);
    },
  );

  it.each([
    'background/refresh',
    'background/compute',
    'background/report',
    'background/cleanup',
    'manual/smart-refresh',
    'tasks/refresh',
    'diagnostics/test-refresh',
    'diagnostics/cache-invalidate',
    'diagnostics/recalculate-index',
  ])('%s is not for everybody', async (path) => {
    expect((await app.send('POST', `/api/v1/${path}`)).status).toBe(401);
  });

  it('an unknown task is 404, and what names no task is 422', async () => {
    expect((await app.get('/api/v1/background/status/999999')).status).toBe(404);
    expect((await app.get('/api/v1/background/status/first')).status).toBe(422);
  });
});
