import { ADMIN_TOKEN } from '../../support/app';
import { json } from '../../support/json';
import { rowsOf } from '../../support/rows';
import { until } from '../../support/until';
import { GoldenApp, startGoldenApp } from './golden-app';

const administrator = { 'x-admin-token': ADMIN_TOKEN };

interface Report {
  readonly id: number;
  readonly status: string;
  readonly error: string | null;
  readonly content: Record<string, unknown> | null;
}

describe('reports', () => {
  let app: GoldenApp;

  const create = (body: object): Promise<Response> => app.send('POST', '/api/v1/reports', body, administrator);
  const read = async (id: number): Promise<Report> => json<Report>(app.get(`/api/v1/reports/${id}`));
  const ended = async (id: number): Promise<Report> => {
    await until(async () => (await read(id)).status !== 'queued', `report ${id} has ended`);
    return read(id);
  };
  const ready = async (body: object): Promise<Report> => {
    const answer = await create(body);
    expect(answer.status).toBe(202);
    const { id } = await json<Report>(Promise.resolve(answer));
    expect(answer.headers.get('location')).toBe(`/api/v1/reports/${id}`);
    return ended(id);
  };

  beforeAll(async () => {
    app = await startGoldenApp();
  });

  afterAll(() => app.close());

  it('performance says what the stored levels say', async () => {
    const { content, status } = await ready({ type: 'performance', periodDays: 30 });
    const rows = await rowsOf<{ date: string; value: number }>(
      app.database.url,
      `select date::text, value from index_values where date >= date '2024-03-05' - 30 order by date`,
    );
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) throw new Error('there are levels');
    expect(status).toBe('ready');
    expect(content).toMatchObject({
      type: 'performance',
      from: first.date,
      to: '2024-03-05',
      startLevel: first.value,
      endLevel: last.value,
      totalReturn: expect.closeTo(last.value / first.value - 1, 12),
      series: { index: { dates: rows.map(({ date }) => date), values: rows.map(({ value }) => value) } },
    });
  });

  it('risk has the metrics of the period, and of all history those that are stored', async () => {
    const { content } = await ready({ type: 'risk', periodDays: 36_525 });
    const [stored] = await rowsOf<{ volatility: number; max_drawdown: number; beta: number }>(
      app.database.url,
      'select volatility, max_drawdown, beta from risk_metrics order by date desc limit 1',
    );
    const metrics = content?.['metrics'] as typeof stored;
    expect(metrics?.volatility).toBeCloseTo(stored?.volatility ?? Number.NaN, 9);
    expect(metrics?.max_drawdown).toBeCloseTo(stored?.max_drawdown ?? Number.NaN, 9);
    expect(metrics?.beta).toBeCloseTo(stored?.beta ?? Number.NaN, 9);
  });

  it('allocation has weights that sum to 1', async () => {
    const { content } = await ready({ type: 'allocation', index: 'autoindex' });
    const holdings = content?.['holdings'] as { weight: number }[];
    expect(holdings.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
  });

  it('comes in the form that is asked for, or that Accept prefers', async () => {
    const { id } = await ready({ type: 'performance' });
    const typeOf = async (query: string, accept?: string): Promise<[number, string | null]> => {
      const headers = accept === undefined ? {} : { accept };
      const answer = await app.send('GET', `/api/v1/reports/${id}${query}`, undefined, headers);
      return [answer.status, answer.headers.get('content-type')];
    };
    expect(await typeOf('')).toEqual([200, 'application/json; charset=utf-8']);
    expect(await typeOf('', 'text/html,application/xhtml+xml,*/*;q=0.8')).toEqual([200, 'text/html; charset=utf-8']);
    expect(await typeOf('', 'text/csv')).toEqual([200, 'text/csv; charset=utf-8']);
    expect(await typeOf('?format=html', 'text/csv')).toEqual([200, 'text/html; charset=utf-8']);
    expect((await typeOf('', 'image/png'))[0]).toBe(406);
    expect((await typeOf('?format=pdf'))[0]).toBe(400);
  });

  it('says in every form that its prices are made up when they are those of the demo market, and else nothing', async () => {
    const formsOf = async (id: number): Promise<string[]> =>
      Promise.all(
        ['json', 'csv', 'html'].map(async (form) => (await app.get(`/api/v1/reports/${id}?format=${form}`)).text()),
      );
    const source = (name: string): Promise<object[]> =>
      rowsOf(app.database.url, `update prices set source = '${name}'`);
    for (const type of ['performance', 'allocation', 'risk']) {
      const real = await ready({ type });
      expect(real.content).toMatchObject({ notice: null });
      for (const text of await formsOf(real.id)) expect(text).not.toMatch(/made up/);
      await source('demo');
      const demo = await ready({ type });
      for (const text of await formsOf(demo.id)) expect(text).toMatch(/The prices are made up \(demo market\)/);
      await source('test');
      for (const text of await formsOf(demo.id)) expect(text).toMatch(/The prices are made up/);
    }
  });

  it('stays what it was, whatever is made later, and is listed', async () => {
    const before = await ready({ type: 'performance' });
    await ready({ type: 'risk' });
    expect(await read(before.id)).toEqual(before);
    const page = await json<{ data: Report[]; nextCursor: string }>(app.get('/api/v1/reports?limit=1'));
    expect([page.data.length, page.data[0]?.content]).toEqual([1, undefined]);
    const next = await json<{ data: Report[] }>(app.get(`/api/v1/reports?limit=1&cursor=${page.nextCursor}`));
    expect(next.data[0]?.id).toBe(before.id);
  });

  it('of an index without levels fails and says so; as a page it is 409', async () => {
    await rowsOf(app.database.url, `insert into indices (slug, name, method) values ('empty', 'Empty', 'chained')`);
    const { id, status, error } = await ready({ type: 'performance', index: 'empty' });
    expect([status, error]).toEqual(['failed', 'The index empty has no levels yet.']);
    expect((await app.get(`/api/v1/reports/${id}?format=html`)).status).toBe(409);
  });

  it('of an unknown index, type or period is refused, and leaves nothing', async () => {
    const count = async (): Promise<object[]> => rowsOf(app.database.url, 'select count(*) from reports');
    const before = await count();
    expect((await create({ type: 'performance', index: 'unknown' })).status).toBe(404);
    expect((await create({ type: 'astrology' })).status).toBe(400);
    expect((await create({ type: 'risk', periodDays: 0 })).status).toBe(400);
    expect(await count()).toEqual(before);
    expect((await app.get('/api/v1/reports/999999')).status).toBe(404);
  });

  it('is made for any signed-in user, on both routes, and not for others', async () => {
    const registration = { email: 'reader@example.org', password: 'Tr4vel!ing-light' };
    const { access_token } = await json<{ access_token: string }>(
      app.send('POST', '/api/v1/auth/register', registration),
    );
    const { key } = await json<{ key: string }>(
      app.send('POST', '/api/v1/api-keys', { name: 'k', scopes: ['read'] }, administrator),
    );
    const statusesOf = (headers: Record<string, string>): Promise<number[]> =>
      Promise.all(
        ['reports', 'background/report'].map(async (path) => {
          const body = path === 'reports' ? { type: 'risk' } : { report_type: 'risk' };
          return (await app.send('POST', `/api/v1/${path}`, body, headers)).status;
        }),
      );
    expect(await statusesOf({ authorization: `Bearer ${access_token}` })).toEqual([202, 200]);
    expect(await statusesOf({})).toEqual([401, 401]);
    expect(await statusesOf({ 'x-api-key': key })).toEqual([403, 403]);
    await until(async () => {
      const { data } = await json<{ data: Report[] }>(app.get('/api/v1/reports'));
      return data.every(({ status }) => status !== 'queued');
    }, 'they have ended');
  });

  it('the button of the web app names a task, which ends with where the report is', async () => {
    const answer = await app.send(
      'POST',
      '/api/v1/background/report',
      { report_type: 'performance', period_days: 30 },
      administrator,
    );
    expect(answer.status).toBe(200);
    const { task_id } = await json<{ task_id: string }>(Promise.resolve(answer));
    const status = async (): Promise<Record<string, unknown>> =>
      json<Record<string, unknown>>(app.get(`/api/v1/background/status/${task_id}`));
    await until(async () => (await status())['ready'] === true, 'the task has ended');
    const { result, ...task } = await status();
    expect(task).toEqual({ task_id, status: 'SUCCESS', state: 'SUCCESS', ready: true, successful: true });
    const { location } = result as { location: string };
    expect(await json<Report>(app.get(location))).toMatchObject({ status: 'ready', content: { type: 'performance' } });
  });
});
