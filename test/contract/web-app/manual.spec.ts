import { writeFile } from 'node:fs/promises';
import { ADMIN_TOKEN } from '../../support/app';
import { Barrier } from '../../support/barrier';
import { CsvMarket } from '../../support/csv-market';
import { goldenCloses } from '../../support/golden';
import { json } from '../../support/json';
import { rowsOf } from '../../support/rows';
import { until } from '../../support/until';
import { GoldenApp, startGoldenApp } from './golden-app';

const administrator = { 'x-admin-token': ADMIN_TOKEN };

const GOLDEN = goldenCloses('a');

describe('refreshes by hand, and news', () => {
  let app: GoldenApp;
  let market: CsvMarket;
  const post = (path: string, headers: Record<string, string> = administrator, body?: object): Promise<Response> =>
    app.send('POST', `/api/v1/${path}`, body, headers);
  /** All that is stored already, so that a refresh succeeds and changes nothing. */
  const offer = async (): Promise<void> => {
    const lines = GOLDEN.map(({ symbol, date, close }) => `${symbol},${date},${close}`);
    await writeFile(market.path, ['symbol,date,close', ...lines, ''].join('\n'));
  };
  const headersOf = async (who: 'administrator' | 'user' | 'key'): Promise<Record<string, string>> => {
    if (who === 'administrator') return administrator;
    if (who === 'key') {
      const { key } = await json<{ key: string }>(post('api-keys', administrator, { name: 'k', scopes: ['refresh'] }));
      return { 'x-api-key': key };
    }
    const body = { email: `user-${Math.random()}@example.org`, password: 'Tr4vel!ing-light' };
    const { access_token } = await json<{ access_token: string }>(post('auth/register', {}, body));
    return { authorization: `Bearer ${access_token}` };
  };
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
    app = await startGoldenApp(market.environment);
  });

  beforeEach(() => offer());
  afterEach(idle);

  afterAll(async () => {
    await app.close();
    await market.close();
  });

  const RECENT = 'Fetched the days since the last stored prices: nothing has changed';
  it.each([
    ['manual/smart-refresh', 'auto', { allowPartial: false }, RECENT],
    ['manual/smart-refresh?mode=auto', 'auto', { allowPartial: false }, RECENT],
    [
      'manual/smart-refresh?mode=full&force=true',
      'full',
      { allowPartial: false, from: '2018-01-01' },
      'Fetched all days since 2018-01-01: nothing has changed',
    ],
    ['manual/smart-refresh?mode=minimal', 'minimal', { allowPartial: false }, RECENT],
    [
      'manual/smart-refresh?mode=cached',
      'cached',
      { index: 'autoindex' },
      'Computed the index from stored prices, 0 values changed; no prices were fetched',
    ],
    ['manual/trigger-refresh', 'auto', { allowPartial: false }, RECENT],
    ['manual/minimal-refresh', 'minimal', { allowPartial: false }, RECENT],
  ])('%s has ended when it responds, and says what it did', async (path, mode, parameters, message) => {
    const answer = await post(path);
    expect(answer.status).toBe(200);
    const { task_id, ...shown } = await json<Record<string, unknown>>(answer);
    expect(shown).toEqual({
      status: 'REFRESH_COMPLETED',
      message: `${message} (task ${String(task_id)}).`,
      mode,
      features: expect.arrayContaining([expect.any(String)]),
      note: `Follow it at /api/v1/background/status/${String(task_id)}`,
    });
    expect(await parametersOf(String(task_id))).toEqual(parameters);
  });

  it('says why a refresh failed', async () => {
    await writeFile(market.path, 'no header\n');
    expect(await json(post('manual/smart-refresh'))).toMatchObject({
      status: 'REFRESH_FAILED',
      message: expect.stringMatching(/^Failed \(task \d+\): ./),
    });
  });

  it('tasks/refresh knows the token of the administrator, and no other', async () => {
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

  const ROUTES = ['background/refresh', 'manual/smart-refresh', 'manual/trigger-refresh', 'manual/minimal-refresh'];

  it.each(['administrator', 'user', 'key'] as const)(
    'the same wish of a second request is the run of the first, for any %s',
    async (who) => {
      const headers = await headersOf(who);
      const barrier = await Barrier.onData(app.database.url);
      const requests = [...ROUTES, 'tasks/refresh'].map((path) => post(path, headers));
      await barrier.waiting(1);
      await barrier.lift();
      const answers = await Promise.all(requests);
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      const ids = await Promise.all(
        answers.map(async (answer) => (await json<{ task_id: string }>(Promise.resolve(answer))).task_id),
      );
      expect(new Set(ids).size).toBe(1);
      await until(
        async () => (await json<{ ready: boolean }>(app.get(`/api/v1/background/status/${ids[0]}`))).ready,
        'it has ended',
      );
    },
  );

  it('joins a refresh of recent days, and says that a full one has to be requested again', async () => {
    const barrier = await Barrier.onData(app.database.url);
    const { task_id } = await json<{ task_id: string }>(post('background/refresh'));
    const full = post('manual/smart-refresh?mode=full&force=true');
    await barrier.waiting(1);
    await barrier.lift();
    expect(await json(full)).toMatchObject({
      task_id,
      status: 'REFRESH_COMPLETED',
      message: `${RECENT} (task ${task_id}). It was under way already. Request a full refresh again for all days since 2018-01-01.`,
    });
  });

  it.each(['user', 'key'] as const)(
    'joining costs a %s nothing; the seventh refresh of an hour is refused',
    async (who) => {
      const headers = await headersOf(who);
      const doubleClick = async (): Promise<number[]> => {
        const barrier = await Barrier.onData(app.database.url);
        const answers = Promise.all([post('background/refresh', headers), post('tasks/refresh', headers)]);
        const statuses = (await answers).map(({ status }) => status);
        await barrier.lift();
        await idle();
        return statuses;
      };
      for (let click = 0; click < 6; click++) expect(await doubleClick()).toEqual([200, 200]);
      const refused = await post('background/refresh', headers);
      expect([refused.status, refused.headers.get('ratelimit-policy')]).toEqual([
        429,
        expect.stringMatching(/"button";q=6;w=3600/),
      ]);
    },
  );

  it.each([
    { assets: ['ALFA'], allowPartial: false },
    { allowPartial: true },
    { allowPartial: false, to: '2024-03-04' },
    { allowPartial: false, from: '2024-03-04' },
  ])('a running refresh of something else, %j, is 409 and named', async (parameters) => {
    const [running] = await rowsOf<{ id: string }>(
      app.database.url,
      `insert into runs (kind, status, requested_by, heartbeat_at, parameters)
       values ('refresh', 'running', 'test', now() + interval '1 hour', $1) returning id`,
      [JSON.stringify(parameters)],
    );
    try {
      const refused = await post('background/refresh');
      expect([refused.status, (await json<{ detail: string }>(refused)).detail]).toEqual([
        409,
        `A refresh is running already: run ${running?.id}.`,
      ]);
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
