import { ADMIN_TOKEN } from '../../support/app';
import { CsvMarket } from '../../support/csv-market';
import { json } from '../../support/json';
import { rowsOf } from '../../support/rows';
import { until } from '../../support/until';
import { GoldenApp, startGoldenApp } from './golden-app';

const administrator = { 'x-admin-token': ADMIN_TOKEN };

describe('refreshes by hand, and news', () => {
  let app: GoldenApp;
  let market: CsvMarket;
  const post = (path: string, headers: Record<string, string> = administrator, body?: object): Promise<Response> =>
    app.send('POST', `/api/v1/${path}`, body, headers);
  const parametersOf = async (taskId: string): Promise<unknown> =>
    (await rowsOf<{ parameters: unknown }>(app.database.url, 'select parameters from runs where id = $1', [taskId]))[0]
      ?.parameters;
  const idle = (): Promise<void> =>
    until(async () => {
      const running = await rowsOf(app.database.url, `select from runs where status = 'running'`);
      return running.length === 0;
    }, 'no task is under way');

  beforeAll(async () => {
    market = await CsvMarket.open();
    await market.say(['ALFA'], ['2024-03-04', '2024-03-05']);
    app = await startGoldenApp(market.environment);
  });

  afterEach(idle);

  afterAll(async () => {
    await app.close();
    await market.close();
  });

  it.each([
    ['manual/smart-refresh', 'auto', { allowPartial: false }],
    ['manual/smart-refresh?mode=auto', 'auto', { allowPartial: false }],
    ['manual/smart-refresh?mode=full&force=true', 'full', { allowPartial: false, from: '2018-01-01' }],
    ['manual/smart-refresh?mode=minimal', 'minimal', { allowPartial: false }],
    ['manual/smart-refresh?mode=cached', 'cached', { index: 'autoindex' }],
    ['manual/trigger-refresh', 'auto', { allowPartial: false }],
    ['manual/minimal-refresh', 'minimal', { allowPartial: false }],
  ])('%s answers at once, with all that the page shows, and begins what it says', async (path, mode, parameters) => {
    const answer = await post(path);
    expect(answer.status).toBe(200);
    const { task_id, ...shown } = await json<Record<string, unknown>>(answer);
    expect(shown).toEqual({
      status: 'REFRESH_STARTED',
      message: `A refresh has started in the background: task ${String(task_id)}`,
      mode,
      features: expect.arrayContaining([expect.any(String)]),
      note: `Follow it at /api/v1/background/status/${String(task_id)}`,
    });
    expect(await parametersOf(String(task_id))).toEqual(parameters);
  });

  it('tasks/refresh is for who knows the token of the administrator', async () => {
    expect(await json(post('tasks/refresh'))).toEqual({ status: 'ok', task_id: expect.stringMatching(/^\d+$/) });
    for (const headers of [{}, { 'x-admin-token': '' }, { 'x-admin-token': `${ADMIN_TOKEN} x` }]) {
      const refused = await post('tasks/refresh', headers);
      expect([refused.status, typeof (await json<{ detail: unknown }>(refused)).detail]).toEqual([401, 'string']);
    }
  });

  it('deletes no price, whatever becomes of it', async () => {
    const count = (): Promise<unknown[]> => rowsOf(app.database.url, 'select count(*), max(date)::text from prices');
    const before = await count();
    await post('manual/minimal-refresh');
    await idle();
    expect(await count()).toEqual(before);
  });

  it('there is one refresh at a time: 409 names it', async () => {
    const [running] = await rowsOf<{ id: string }>(
      app.database.url,
      `insert into runs (kind, status, requested_by, heartbeat_at)
       values ('refresh', 'running', 'test', now() + interval '1 hour') returning id`,
    );
    try {
      for (const path of ['manual/trigger-refresh', 'tasks/refresh', 'background/refresh']) {
        const refused = await post(path);
        const { detail } = await json<{ detail: string }>(refused);
        expect([path, refused.status, detail]).toEqual([
          path,
          409,
          `A refresh is running already: run ${running?.id}.`,
        ]);
      }
    } finally {
      const end = `update runs set status = 'failed', finished_at = now() where id = $1`;
      await rowsOf(app.database.url, end, [running?.id]);
    }
  });

  it.each(['news/search?symbols=ALFA,BRVO&limit=50', 'news/trending'])(
    '%s is an empty list, and says in a header that pages may read why',
    async (path) => {
      const answer = await app.get(`/api/v1/${path}`);
      expect([answer.status, answer.headers.get('x-feature-status'), await answer.json()]).toEqual([
        200,
        'not-configured',
        [],
      ]);
      expect(answer.headers.get('access-control-expose-headers')).toContain('X-Feature-Status');
    },
  );
});
