import { ADMIN_TOKEN } from '../../support/app';
import { expectAllClose, goldenConfigurations, goldenRows } from '../../support/golden';
import { json } from '../../support/json';
import { storePrices } from '../../support/stored-prices';
import { GoldenApp, startGoldenApp } from './golden-app';

interface Point {
  readonly date: string;
  readonly value: number;
}

interface Simulation {
  readonly start_date: string;
  readonly end_date: string;
  readonly start_value: number;
  readonly end_value: number;
  readonly start_index_value: number;
  readonly end_index_value: number;
  readonly amount_initial: number;
  readonly amount_final: number;
  readonly roi_pct: number;
  readonly currency: string;
  readonly exchange: {
    basis: string;
    start?: { rate: number; date: string; symbols: string[] };
    end?: { rate: number };
  };
  readonly series: Point[];
}

describe('the index as the web app reads it', () => {
  let app: GoldenApp;
  const levels = goldenRows('a/default/index_values.csv').map(({ date, value }) => ({ date, value: Number(value) }));

  beforeAll(async () => {
    app = await startGoldenApp();
  });

  afterAll(() => app.close());

  it('has a name, a version and links at its root', async () => {
    expect(await json(app.get('/'))).toMatchObject({ name: expect.any(String), version: '0.1.0', docs: '/docs' });
    expect(await json(app.get('/health'))).toMatchObject({ status: 'ok', service: 'api' });
    expect(await json(app.get('/api'))).toMatchObject({ version: '0.1.0', api_version: 'v1' });
  });

  it('history: every published level, a base of 100, and the days it reaches from and to', async () => {
    const history = await json<{ series: Point[]; start_date: string; end_date: string }>(
      app.get('/api/v1/index/history'),
    );
    expect(Object.keys(history).sort()).toEqual(['end_date', 'series', 'start_date']);
    expect(history).toMatchObject({ start_date: '2023-01-03', end_date: '2024-03-05' });
    expect(history.series.map(({ date }) => date)).toEqual(levels.map(({ date }) => date));
    expectAllClose(
      history.series.map(({ value }) => value),
      levels.map(({ value }) => value),
    );
  });

  it('current: the newest holdings as fractions that sum to 1, the largest first', async () => {
    const current = await json<{ date: string; allocations: { symbol: string; weight: number; sector: unknown }[] }>(
      app.get('/api/v1/index/current'),
    );
    const golden = goldenRows('a/default/allocations.csv').filter(({ date }) => date === current.date);
    expect(current.date).toBe(goldenRows('a/default/allocations.csv').at(-1)?.date);
    expect(current.allocations.map(({ symbol }) => symbol).sort()).toEqual(golden.map(({ symbol }) => symbol).sort());
    const weights = current.allocations.map(({ weight }) => weight);
    expect(weights).toEqual([...weights].sort((one, other) => other - one));
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    for (const allocation of current.allocations) {
      expect(Object.keys(allocation).sort()).toEqual(['name', 'sector', 'symbol', 'weight']);
      expect(allocation.sector).toBeNull();
    }
    const [before, last] = [levels.at(-2)?.value ?? 0, levels.at(-1)?.value ?? 0];
    const yearBefore = levels.findLast(({ date = '' }) => date < '2024')?.value ?? 0;
    expect(current).toMatchObject({
      total_assets: golden.length,
      daily_return: expect.closeTo(last / before - 1, 9),
      ytd_return: expect.closeTo(last / yearBefore - 1, 9),
    });
  });

  it('assets: closes over the first one, times 100', async () => {
    const closes = goldenRows('a/prices.csv').filter(({ symbol }) => symbol === 'ALFA');
    const { symbol, series } = await json<{ symbol: string; series: Point[] }>(
      app.get('/api/v1/index/assets/ALFA/history'),
    );
    expect([symbol, series.length, series[0]?.value]).toEqual(['ALFA', closes.length, 100]);
    const growth = Number(closes.at(-1)?.close) / Number(closes[0]?.close);
    expect(series.at(-1)).toEqual({ date: closes.at(-1)?.date, value: expect.closeTo(growth * 100, 9) });
    expect((await app.get('/api/v1/index/assets/^GSPC/history')).status).toBe(200);
  });

  it('currencies: that of the index alone, where no exchange rate is stored', async () => {
    expect(await json(app.get('/api/v1/index/currencies'))).toEqual({ USD: 'US Dollar' });
  });

  describe('a simulation', () => {
    const simulate = (body: object): Promise<Response> => app.send('POST', '/api/v1/index/simulate', body);
    const request = { amount: 10_000, start_date: '2019-01-01', currency: 'USD' };

    it('is in money where the web app shows money, and has the levels under their own names', async () => {
      const answer = await simulate(request);
      expect(answer.status).toBe(200);
      const { series, ...simulation } = await json<Simulation>(answer);
      expect(simulation).toEqual({
        start_date: '2023-01-03',
        end_date: '2024-03-05',
        start_value: 10_000,
        end_value: expect.closeTo(18_392.76282775064, 6),
        start_index_value: 100,
        end_index_value: expect.closeTo(183.92762827750641, 9),
        amount_initial: 10_000,
        amount_final: expect.closeTo(18_392.76282775064, 6),
        roi_pct: expect.closeTo(83.92762827750641, 9),
        currency: 'USD',
        exchange: { basis: 'not_needed' },
      });
      expect(series).toHaveLength(299);
    });

    it('refuses a currency whose rate of a day is not stored, and says which', async () => {
      const answer = await simulate({ ...request, currency: 'EUR' });
      expect(answer.status).toBe(400);
      const problem = await json<{ detail: unknown; errors: { pointer: string }[] }>(answer);
      expect(problem.detail).toBe('Cannot convert from EUR to USD: no exchange rate of 2023-01-03 is stored');
      expect(problem.errors.map(({ pointer }) => pointer)).toEqual(['/currency']);
    });

    it('converts at the rates of the two days, direct, inverse or over a third currency, and says which', async () => {
      for (const symbol of ['GBP/USD', 'USD/JPY', 'GBP/CHF']) {
        const asset = { symbol, name: symbol, kind: 'fx' };
        await app.send('POST', '/api/v1/assets', asset, { 'x-admin-token': ADMIN_TOKEN });
      }
      const rates = { 'GBP/USD': [1.2, 1.5], 'USD/JPY': [130, 150], 'GBP/CHF': [1.1, 1.2] };
      await storePrices(
        app.database.url,
        Object.entries(rates).flatMap(([symbol, [start = 0, end = 0]]) => [
          { symbol, date: '2023-01-02', close: start },
          { symbol, date: '2024-03-05', close: end },
        ]),
      );
      const growth = (levels.at(-1)?.value ?? 0) / 100;
      const final = async (currency: string): Promise<Simulation> => json(simulate({ ...request, currency }));
      const pounds = await final('GBP');
      expect(pounds.amount_final).toBeCloseTo(10_000 * growth * (1.2 / 1.5), 6);
      expect(pounds.roi_pct).toBeCloseTo((growth * (1.2 / 1.5) - 1) * 100, 9);
      expect(pounds.exchange).toEqual({
        basis: 'historical',
        start: { rate: 1.2, date: '2023-01-02', symbols: ['GBP/USD'] },
        end: { rate: 1.5, date: '2024-03-05', symbols: ['GBP/USD'] },
      });
      expect((await final('JPY')).amount_final).toBeCloseTo(10_000 * growth * (150 / 130), 6);
      const francs = await final('CHF');
      expect(francs.amount_final).toBeCloseTo(10_000 * growth * (1.2 / 1.1 / (1.5 / 1.2)), 6);
      expect(francs.exchange.start?.symbols).toEqual(['GBP/CHF', 'GBP/USD']);
      const offered = await json<Record<string, string>>(app.get('/api/v1/index/currencies'));
      expect(Object.entries(offered)).toEqual([
        ['USD', 'US Dollar'],
        ['CHF', 'Swiss Franc'],
        ['GBP', 'British Pound'],
        ['JPY', 'Japanese Yen'],
      ]);
    });

    it('offers no currency whose rates end before the newest level', async () => {
      const asset = { symbol: 'PLN/USD', name: 'Zloty', kind: 'fx' };
      await app.send('POST', '/api/v1/assets', asset, { 'x-admin-token': ADMIN_TOKEN });
      await storePrices(app.database.url, [{ symbol: 'PLN/USD', date: '2024-01-02', close: 0.25 }]);
      expect(await json(app.get('/api/v1/index/currencies'))).not.toHaveProperty('PLN');
      await storePrices(app.database.url, [{ symbol: 'PLN/USD', date: '2024-03-04', close: 0.25 }]);
      expect(await json(app.get('/api/v1/index/currencies'))).toMatchObject({ PLN: 'Polish Zloty' });
    });

    it('takes no rate that is older than a week', async () => {
      await storePrices(app.database.url, [{ symbol: 'GBP/USD', date: '2023-06-01', close: 1.3 }]);
      const answer = await simulate({ ...request, start_date: '2023-06-09', currency: 'GBP' });
      expect((await json<{ detail: string }>(answer)).detail).toContain('no exchange rate of 2023-06-09');
      expect((await simulate({ ...request, start_date: '2023-06-08', currency: 'GBP' })).status).toBe(200);
    });

    it.each([
      ['an amount of nothing', { amount: 0 }],
      ['an amount that is text', { amount: 'ten' }],
      ['an amount that is the text of a number', { amount: '10000' }],
      ['a day that does not exist', { start_date: '2024-02-30' }],
      ['a day that is no day', { start_date: '01/01/2019' }],
      ['no amount', { amount: undefined }],
      ['a field that is not known', { fee: 1 }],
    ])('refuses %s as unprocessable, and says why in one text', async (_name, fault) => {
      const answer = await simulate({ ...request, ...fault });
      expect([answer.status, await json(answer)]).toEqual([
        422,
        expect.objectContaining({
          detail: expect.any(String),
          errors: [{ pointer: `/${Object.keys(fault)[0]}`, detail: expect.any(String) }],
        }),
      ]);
    });

    it.each([
      ['a day behind the last level', { start_date: '2024-03-06' }, 'Start date out of range'],
      ['an unknown currency', { currency: 'XXX' }, 'Cannot convert from XXX to USD'],
      ['a currency in small letters', { currency: 'usd' }, 'Cannot convert from usd to USD'],
    ])('refuses %s in the words of the contract', async (_name, fault, detail) => {
      const answer = await simulate({ ...request, ...fault });
      expect([answer.status, (await json<{ detail: unknown }>(answer)).detail]).toEqual([400, detail]);
    });
  });

  it.each([
    ['NOPE/history', 'Asset NOPE not found'],
    ['alfa/history', 'Asset alfa not found'],
    ['NONE/history', 'No price history for NONE'],
    ['GBP%2FCHF/nothing', expect.any(String)],
  ])('answers 404 with one text for the asset %s', async (path, detail) => {
    const asset = { symbol: 'NONE', name: 'None' };
    await app.send('POST', '/api/v1/assets', asset, { 'x-admin-token': ADMIN_TOKEN });
    const answer = await app.get(`/api/v1/index/assets/${path}`);
    expect([answer.status, (await json<{ detail: unknown }>(answer)).detail]).toEqual([404, detail]);
  });
});

it('speaks for the index that DEFAULT_INDEX names, whatever others there are', async () => {
  const app = await startGoldenApp({ DEFAULT_INDEX: 'equal' });
  const [, configuration] = goldenConfigurations.find(([name]) => name === 'equal_weekly') ?? [];
  const index = { slug: 'equal', name: 'Equal', method: 'autoindex-v1', configuration };
  await app.send('POST', '/api/v1/indices', index, { 'x-admin-token': ADMIN_TOKEN });
  const { series } = await json<{ series: Point[] }>(app.get('/api/v1/index/history'));
  expectAllClose(
    series.map(({ value }) => value),
    goldenRows('a/equal_weekly/index_values.csv').map(({ value }) => Number(value)),
  );
  expect(await json(app.get('/api/v1/strategy/config'))).toMatchObject({ momentum_weight: 0, market_cap_weight: 1 });
  await app.close();
});
