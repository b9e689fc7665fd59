import { ADMIN_TOKEN } from '../../support/app';
import { json } from '../../support/json';
import { selectRows } from '../../support/stored-prices';
import { until } from '../../support/until';
import { GoldenApp, startGoldenApp } from './golden-app';

type Config = Record<string, unknown>;

interface Answer {
  readonly message: string;
  readonly config: Config;
  readonly task_id: string | null;
  readonly ignored: string[];
}

const administrator = { 'x-admin-token': ADMIN_TOKEN };

describe('the strategy as the web app reads and writes it', () => {
  let app: GoldenApp;
  const config = (): Promise<Config> => json(app.get('/api/v1/strategy/config'));
  const put = (body: object, query = '?recompute=true'): Promise<Response> =>
    app.send('PUT', `/api/v1/strategy/config${query}`, body, administrator);
  const ended = async (taskId: string | null): Promise<string> => {
    let status = 'running';
    await until(async () => {
      ({ status } = await json<{ status: string }>(app.get(`/api/v1/refresh-runs/${taskId}`)));
      return status !== 'running';
    }, `run ${taskId} ends`);
    return status;
  };
  const rebalanceDays = async (): Promise<string[]> =>
    (
      await selectRows<{ date: string }>(
        app.database.url,
        `select distinct a.date::text from allocations a join indices i on i.id = a.index_id
         where i.slug = 'autoindex' order by date`,
      )
    ).map(({ date }) => date);

  beforeAll(async () => {
    app = await startGoldenApp();
  });

  afterAll(() => app.close());

  it('is what the index is computed with, field by field, before anybody changed it', async () => {
    expect(await config()).toEqual({
      momentum_weight: 0.4,
      market_cap_weight: 0.3,
      risk_parity_weight: 0.3,
      min_price_threshold: 1,
      max_daily_return: 0.5,
      min_daily_return: -0.5,
      max_forward_fill_days: 2,
      outlier_std_threshold: 3,
      daily_drop_threshold: -0.01,
      rebalance_frequency: 'weekly',
      last_rebalance: (await rebalanceDays()).at(-1),
      ai_adjusted: false,
      ai_adjustment_reason: null,
      ai_confidence_score: null,
      updated_at: null,
      applied: true,
    });
  });

  it('takes back the whole object it sent, answers at once and names the job that computes the index', async () => {
    const answer = await put({ ...(await config()), rebalance_frequency: 'Quarterly' });
    expect(answer.status).toBe(200);
    const { task_id, config: wished, ignored } = await json<Answer>(answer);
    expect(task_id).toMatch(/^\d+$/);
    expect([wished['rebalance_frequency'], ignored]).toEqual(['quarterly', []]);
    expect(await ended(task_id)).toBe('succeeded');
    expect(await config()).toMatchObject({ rebalance_frequency: 'quarterly', applied: true });
  });

  it('quarterly rebalances each quarter, again and again', async () => {
    expect((await rebalanceDays()).slice(0, 3)).toEqual(['2023-01-03', '2023-04-04', '2023-07-04']);
  });

  it('keeps every change: who, when, before and after; for administrators only', async () => {
    const { task_id } = await json<Answer>(put({ momentum_weight: 0.5, market_cap_weight: 0.2 }));
    await ended(task_id);
    expect((await app.get('/api/v1/strategy/config/history')).status).toBe(401);
    const { history } = await json<{ history: Record<string, unknown>[] }>(
      app.send('GET', '/api/v1/strategy/config/history', undefined, administrator),
    );
    expect(history).toHaveLength(2);
    expect(history[0]).toMatchObject({
      changedBy: 'administrator',
      changedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      before: { momentum_weight: 0.4, rebalance_frequency: 'quarterly' },
      after: { momentum_weight: 0.5, market_cap_weight: 0.2 },
      runId: Number(task_id),
    });
  });

  it('can be wished without being computed, and says that it is not applied', async () => {
    const { task_id, config: wished } = await json<Answer>(put({ outlier_std_threshold: 4 }, '?recompute=false'));
    expect([task_id, wished['applied']]).toEqual([null, false]);
  });

  it('is computed by the button of a rebalance, which sends no body', async () => {
    const answer = await app.send('POST', '/api/v1/strategy/rebalance?force=true', undefined, administrator);
    expect(answer.status).toBe(200);
    const { task_id, status } = await json<{ task_id: string; status: string }>(answer);
    expect([typeof task_id, status]).toEqual(['string', 'started']);
    expect(await ended(task_id)).toBe('succeeded');
    expect(await config()).toMatchObject({ outlier_std_threshold: 4, applied: true });
  });

  it('is saved by POST too, with fields that no computation knows, which it names', async () => {
    const body = { ...(await config()), max_assets: 50, use_momentum: true, risk_tolerance: 'moderate' };
    const answer = await app.send('POST', '/api/v1/strategy/config', body, administrator);
    expect(answer.status).toBe(200);
    const { ignored, task_id } = await json<Answer>(answer);
    expect(ignored).toEqual(['max_assets', 'use_momentum', 'risk_tolerance']);
    await ended(task_id);
  });

  it('of changes at the same moment none is lost, and the last wish is what the index is computed with', async () => {
    const thresholds = [2, 2.5, 3.5, 4.5];
    const answers = await Promise.all(thresholds.map((outlier_std_threshold) => put({ outlier_std_threshold })));
    const tasks = await Promise.all(answers.map((answer) => json<Answer>(answer)));
    for (const { task_id } of tasks) expect(await ended(task_id)).toBe('succeeded');
    const { history } = await json<{ history: { before: Config; after: Config }[] }>(
      app.send('GET', '/api/v1/strategy/config/history?limit=4', undefined, administrator),
    );
    history.slice(1).forEach((older, position) => expect(history[position]?.before).toEqual(older.after));
    expect(await config()).toMatchObject({ ...history[0]?.after, applied: true });
  });

  it('an adjustment by a machine has its reason and its confidence, from the body or from the query', async () => {
    const adjust = (query: string, body: object): Promise<Response> =>
      app.send('POST', `/api/v1/strategy/config/ai-adjust${query}`, body, administrator);
    const change = { max_daily_return: 0.4 };
    const { task_id } = await json<Answer>(adjust('?reason=calm%20market&confidence=0.8', change));
    await ended(task_id);
    expect(await config()).toMatchObject({
      max_daily_return: 0.4,
      ai_adjusted: true,
      ai_adjustment_reason: 'calm market',
      ai_confidence_score: 0.8,
    });
    const other = await json<Answer>(adjust('', { adjustments: change, reason: 'again', confidence: 0.5 }));
    await ended(other.task_id);
    for (const confidence of ['1.5', '-0.5']) {
      const wrong = await adjust(`?reason=x&confidence=${confidence}`, change);
      expect([wrong.status, (await json<{ detail: string }>(wrong)).detail]).toEqual([
        400,
        'Confidence must be between 0 and 1',
      ]);
    }
    const { errors } = await json<{ errors: { pointer: string }[] }>(adjust('?confidence=', change));
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/reason', '/confidence']);
    for (const query of ['', '?reason=x', '?confidence=0.5', '?reason=x&confidence=sure']) {
      expect([query, (await adjust(query, change)).status]).toEqual([query, 422]);
    }
    expect((await adjust('?reason=x&confidence=0.5', { max_daily_return: 11 })).status).toBe(422);
  });

  it.each([
    [{ adjustments: { max_daily_return: 11 } }, '/adjustments/max_daily_return'],
    [{ adjustments: [{ max_daily_return: 0.4 }] }, '/adjustments'],
    [{ adjustments: 'all' }, '/adjustments'],
    [{ momentum_weight: 0.1 }, '/momentum_weight'],
    [[], ''],
  ])('refuses the adjustment %j and names what is wrong', async (body, pointer) => {
    const path = '/api/v1/strategy/config/ai-adjust?reason=x&confidence=0.5';
    const answer = await app.send('POST', path, body, administrator);
    const { errors } = await json<{ errors: { pointer: string }[] }>(answer);
    expect([answer.status, ...new Set(errors.map((error) => error.pointer))]).toEqual([422, pointer]);
  });

  it('takes an adjustment whose reason and confidence come by different ways, and one of nothing', async () => {
    const path = '/api/v1/strategy/config/ai-adjust?confidence=0.6';
    const answer = await app.send('POST', path, { reason: 'both', adjustments: null }, administrator);
    expect(answer.status).toBe(200);
    await ended((await json<Answer>(answer)).task_id);
    expect(await config()).toMatchObject({ ai_adjustment_reason: 'both', ai_confidence_score: 0.6 });
  });

  it.each([['PUT'], ['POST']])('%s says what is wrong with a body that is no object', async (method) => {
    const answer = await app.send(method, '/api/v1/strategy/config', [], administrator);
    const { detail } = await json<{ detail: unknown }>(answer);
    expect([answer.status, detail]).toEqual([422, 'the body must be an object']);
  });

  it.each([
    [{ momentum_weight: 2 }, '/momentum_weight'],
    [{ momentum_weight: 0.1 }, '/momentum_weight'],
    [{ rebalance_frequency: 'hourly' }, '/rebalance_frequency'],
    [{ max_forward_fill_days: '2' }, '/max_forward_fill_days'],
  ])('refuses %p, changes nothing, and says why in one text', async (body, pointer) => {
    const before = await config();
    const answer = await put(body);
    const problem = await json<{ detail: unknown; errors: { pointer: string }[] }>(answer);
    expect([answer.status, typeof problem.detail, problem.errors[0]?.pointer]).toEqual([422, 'string', pointer]);
    expect(await config()).toEqual(before);
  });

  it.each([
    ['PUT', 'config'],
    ['POST', 'config'],
    ['POST', 'config/ai-adjust'],
    ['POST', 'rebalance'],
  ])('%s %s is for administrators only', async (method, path) => {
    expect((await app.send(method, `/api/v1/strategy/${path}`, {})).status).toBe(401);
  });
});
