import { ADMIN_TOKEN, startTestApp } from '../../support/app';
import { goldenRows } from '../../support/golden';
import { json } from '../../support/json';
import { clientOf, GoldenApp, startGoldenApp } from './golden-app';

interface Point {
  readonly date: string;
  readonly value: number;
}

interface Comparison {
  readonly autoindex: Record<string, number>;
  readonly sp500: Record<string, number>;
  readonly outperformance: Record<string, number>;
  readonly series: { date: string; portfolio_return: number; benchmark_return: number }[];
}

type Row = Record<string, number> & { date: string };

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const covariance = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, value, i) => sum + (value - mean(one)) * ((other[i] ?? Number.NaN) - mean(other)), 0) /
  (one.length - 1);

const deviation = (values: readonly number[]): number => Math.sqrt(covariance(values, values));

function returnsOf(days: readonly string[], series: ReadonlyMap<string, number>): number[] {
  const values = days.map((day) => series.get(day) ?? Number.NaN);
  return values.slice(1).map((value, position) => value / (values[position] ?? Number.NaN) - 1);
}

/** The definitions of docs/index-methods.md, straight from the golden files. */
function byHand(
  days: readonly string[],
  levels: ReadonlyMap<string, number>,
  closes: ReadonlyMap<string, number>,
): Record<'total_return' | 'annualized_return' | 'volatility' | 'sharpe_ratio', number> & Record<string, number> {
  const values = days.map((day) => levels.get(day) ?? Number.NaN);
  const growth = (values.at(-1) ?? Number.NaN) / (values[0] ?? Number.NaN);
  const years = (Date.parse(days.at(-1) ?? '') - Date.parse(days[0] ?? '')) / 86_400_000 / 365;
  const returns = returnsOf(days, levels);
  const downside = Math.sqrt(mean(returns.map((value) => Math.min(value, 0) ** 2)));
  const drawdowns = values.map((value, position) => value / Math.max(...values.slice(0, position + 1)) - 1);
  const both = days.filter((day) => closes.has(day));
  const [own, other] = [returnsOf(both, levels), returnsOf(both, closes)];
  return {
    total_return: growth - 1,
    annualized_return: growth ** (1 / years) - 1,
    volatility: deviation(returns) * Math.sqrt(252),
    sharpe_ratio: (mean(returns) / deviation(returns)) * Math.sqrt(252),
    sortino_ratio: (mean(returns) / downside) * Math.sqrt(252),
    max_drawdown: Math.min(...drawdowns),
    current_drawdown: drawdowns.at(-1) ?? Number.NaN,
    beta_sp500: covariance(own, other) / covariance(other, other),
    correlation_sp500: covariance(own, other) / deviation(own) / deviation(other),
  };
}

describe('benchmark and risk as the web app reads them', () => {
  let app: GoldenApp;
  const levels = new Map(goldenRows('a/default/index_values.csv').map(({ date, value }) => [date, Number(value)]));
  const closes = new Map(
    goldenRows('a/prices.csv')
      .filter(({ symbol }) => symbol === '^GSPC')
      .map(({ date, close }) => [date ?? '', Number(close)]),
  );
  const common = [...levels.keys()].filter((day): day is string => day !== undefined && closes.has(day));
  const [first, last] = [common[0] ?? '', common.at(-1) ?? ''];

  beforeAll(async () => {
    app = await startGoldenApp();
  });

  afterAll(() => app.close());

  it('sp500: begins at the level of the index on their first common day, not before the index', async () => {
    const { series, ...about } = await json<{ series: Point[] }>(app.get('/api/v1/benchmark/sp500'));
    expect(about).toEqual({ benchmark_name: '^GSPC', benchmark_symbol: '^GSPC' });
    expect(series[0]).toEqual({ date: first, value: levels.get(first) });
    const growth = (closes.get(last) ?? 0) / (closes.get(first) ?? 1);
    expect(series.at(-1)?.value).toBeCloseTo(growth * (levels.get(first) ?? 0), 9);
  });

  it('compare: joined by day; percents; the series is the return since the first common day', async () => {
    const { autoindex, sp500, outperformance, series } = await json<Comparison>(app.get('/api/v1/benchmark/compare'));
    expect(series.map(({ date }) => date)).toEqual(common);
    expect(series[0]).toEqual({ date: first, portfolio_return: 0, benchmark_return: 0 });
    const own = ((levels.get(last) ?? 0) / (levels.get(first) ?? 1) - 1) * 100;
    const other = ((closes.get(last) ?? 0) / (closes.get(first) ?? 1) - 1) * 100;
    expect(series.at(-1)).toEqual({
      date: last,
      portfolio_return: expect.closeTo(own, 9),
      benchmark_return: expect.closeTo(other, 9),
    });
    const keys = ['annualized_return', 'end_value', 'sharpe_ratio', 'start_value', 'total_return', 'volatility'];
    for (const compared of [autoindex, sp500]) {
      expect(Object.keys(compared).sort()).toEqual(keys);
      for (const key of keys) expect(typeof compared[key]).toBe('number');
    }
    expect(autoindex.total_return).toBeCloseTo(own, 9);
    expect(autoindex.volatility).toBeGreaterThan(5);
    expect(outperformance.total).toBeCloseTo(own - other, 9);
  });

  it('compare: between two days, both included, and one text where there is nothing to compare', async () => {
    const { series } = await json<Comparison>(
      app.get('/api/v1/benchmark/compare?start_date=2023-06-01&end_date=2023-06-30'),
    );
    expect([series[0]?.date, series.at(-1)?.date]).toEqual(['2023-06-01', '2023-06-30']);
    const nothing = await app.get('/api/v1/benchmark/compare?start_date=2030-01-01');
    expect(nothing.status).toBe(404);
    expect((await json<{ detail: string }>(nothing)).detail).toBe('No index data available for comparison');
    const single = await app.get('/api/v1/benchmark/compare?start_date=2024-03-05');
    expect([single.status, (await json<{ detail: string }>(single)).detail]).toEqual([
      400,
      'Insufficient data for comparison',
    ]);
    expect((await app.get("/api/v1/benchmark/compare?start_date=2024-01-01'--")).status).toBe(422);
    expect((await app.get('/api/v1/benchmark/compare?start_date=2024-02-01&end_date=2024-01-01')).status).toBe(422);
  });

  it('risk metrics with limit: the newest first, fractions, the benchmark joined by day', async () => {
    const { metrics } = await json<{ metrics: Row[] }>(app.get('/api/v1/strategy/risk-metrics?limit=30'));
    expect(metrics).toHaveLength(30);
    expect(metrics.map(({ date }) => date)).toEqual(
      metrics
        .map(({ date }) => date)
        .sort()
        .reverse(),
    );
    expect(metrics[0]).toMatchObject({
      date: '2024-03-05',
      total_return: expect.closeTo(0.8392762827750641, 9),
      correlation_sp500: expect.closeTo(0.757, 3),
      beta_sp500: expect.closeTo(0.917, 3),
    });
    for (const row of metrics) {
      for (const name of ['total_return', 'sharpe_ratio', 'sortino_ratio', 'max_drawdown', 'current_drawdown']) {
        expect(typeof row[name]).toBe('number');
      }
      expect(row.max_drawdown).toBeLessThanOrEqual(0);
      expect(row.max_drawdown).toBeGreaterThan(-1);
    }
  });

  it.each([30, 90, 365])(
    'risk metrics with days=%i: one row, of the window that ends on the last day',
    async (days) => {
      const { metrics } = await json<{ metrics: Row[] }>(app.get(`/api/v1/strategy/risk-metrics?days=${days}`));
      const start = new Date(Date.parse('2024-03-05') - days * 86_400_000).toISOString().slice(0, 10);
      const from = [...levels.keys()].findLast((day) => String(day) <= start);
      expect(metrics).toHaveLength(1);
      expect(metrics[0]?.date).toBe('2024-03-05');
      expect(metrics[0]?.total_return).toBeCloseTo((levels.get('2024-03-05') ?? 0) / (levels.get(from) ?? 1) - 1, 9);
      expect(metrics[0]?.sharpe_ratio).not.toBeNull();
    },
  );

  it.each([30, 90, 365])('risk metrics with days=%i are those of the definitions, computed by hand', async (days) => {
    const { metrics } = await json<{ metrics: Row[] }>(app.get(`/api/v1/strategy/risk-metrics?days=${days}`));
    const start = new Date(Date.parse('2024-03-05') - days * 86_400_000).toISOString().slice(0, 10);
    const dates = [...levels.keys()].flatMap((day) => (day === undefined ? [] : [day]));
    const window = dates.slice(dates.findLastIndex((day) => day <= start));
    const expected = byHand(window, levels as Map<string, number>, closes);
    for (const [name, value] of Object.entries(expected))
      expect([name, metrics[0]?.[name]]).toEqual([name, expect.closeTo(value, 9)]);
  });

  it('compare has the same numbers as the definitions, in percent', async () => {
    const { autoindex, sp500, outperformance } = await json<Comparison>(app.get('/api/v1/benchmark/compare'));
    const [own, other] = [byHand(common, levels as Map<string, number>, closes), byHand(common, closes, closes)];
    for (const [compared, expected] of [
      [autoindex, own],
      [sp500, other],
    ] as const) {
      expect(compared).toEqual({
        start_value: 100,
        end_value: expect.closeTo(100 * (1 + expected.total_return), 9),
        total_return: expect.closeTo(100 * expected.total_return, 9),
        annualized_return: expect.closeTo(100 * expected.annualized_return, 9),
        volatility: expect.closeTo(100 * expected.volatility, 9),
        sharpe_ratio: expect.closeTo(expected.sharpe_ratio, 9),
      });
    }
    const active = returnsOf(common, levels as Map<string, number>).map(
      (value, position) => value - (returnsOf(common, closes)[position] ?? Number.NaN),
    );
    expect(outperformance).toEqual({
      total: expect.closeTo(100 * (own.total_return - other.total_return), 9),
      annualized: expect.closeTo(100 * (own.annualized_return - other.annualized_return), 9),
      information_ratio: expect.closeTo((mean(active) / deviation(active)) * Math.sqrt(252), 9),
    });
  });

  it('leaves out what is undefined instead of sending null, and a row that the page could not show', async () => {
    const text = await (await app.get('/api/v1/strategy/risk-metrics?limit=1000')).text();
    expect(text).not.toContain('null');
    expect((JSON.parse(text) as { metrics: Row[] }).metrics.length).toBeLessThan(299);
  });

  it.each(['limit=-1', 'limit=0', 'days=1e2', 'days=', 'days=1'])('refuses %s', async (query) => {
    const refused = await app.get(`/api/v1/strategy/risk-metrics?${query}`);
    expect([refused.status, typeof (await json<{ detail: unknown }>(refused)).detail]).toEqual([422, 'string']);
  });
});

describe('before anything is computed', () => {
  let app: GoldenApp;

  beforeAll(async () => {
    app = clientOf(await startTestApp({ READ_ACCESS: 'public', DEFAULT_INDEX: 'mine' }));
    const index = { slug: 'mine', name: 'Mine', method: 'autoindex-v1' };
    await app.send('POST', '/api/v1/indices', index, { 'x-admin-token': ADMIN_TOKEN });
  });

  afterAll(() => app.close());

  it.each(['index/current', 'index/history', 'benchmark/compare'])('%s is not there, and says so', async (path) => {
    const answer = await app.get(`/api/v1/${path}`);
    expect([answer.status, typeof (await json<{ detail: unknown }>(answer)).detail]).toEqual([404, 'string']);
  });

  it('lists that may be empty are', async () => {
    expect(await json(app.get('/api/v1/benchmark/sp500'))).toMatchObject({ series: [] });
    expect(await json(app.get('/api/v1/strategy/risk-metrics?limit=30'))).toEqual({
      message: 'No risk metrics available',
      metrics: [],
    });
    expect(await json(app.get('/api/v1/strategy/risk-metrics?days=30'))).toMatchObject({ metrics: [] });
  });
});
