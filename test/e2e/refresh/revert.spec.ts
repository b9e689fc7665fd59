import { ADMIN_TOKEN, prepareTestDatabase, startTestApp, TestApp } from '../../support/app';
import { Barrier } from '../../support/barrier';
import { CsvMarket, weekdays } from '../../support/csv-market';
import { TestDatabase } from '../../support/database';
import { json } from '../../support/json';
import { selectRows } from '../../support/stored-prices';
import { until } from '../../support/until';
import { Problem, RefreshClient, Run } from './refresh-client';

const SYMBOLS = ['AAA', 'BBB', 'CCC'];
const DAYS = weekdays('2024-01-02', 130);
const VALUES = `
  select (select string_agg((asset_id, date, close, open, source, protected)::text, '|' order by asset_id, date) from prices) as prices,
    (select string_agg((index_id, date, value)::text, '|' order by index_id, date) from index_values) as values,
    (select string_agg((index_id, date, asset_id, weight)::text, '|' order by index_id, date, asset_id) from allocations)
      as allocations,
    (select string_agg((index_id, date, total_return, volatility)::text, '|' order by index_id, date) from risk_metrics)
      as risk`;

describe('a revert', () => {
  let original: TestDatabase;
  let market: CsvMarket;
  let service: TestApp;
  let client: RefreshClient;

  const values = async (): Promise<object> => (await selectRows(service.database.url, VALUES))[0] ?? {};
  const revert = (id: number, body: object = {}): Promise<Response> => client.post(`/refresh-runs/${id}/revert`, body);
  const refreshUntil = async (days: number, bbb = 1): Promise<Run> => {
    await market.say(SYMBOLS, DAYS.slice(0, days), (symbol) => (symbol === 'BBB' ? bbb : 1));
    return client.refresh();
  };
  const correct = (symbol: string, day: string | undefined, close: string): Promise<Response> =>
    fetch(`${service.url}/api/v1/prices/${symbol}/${day}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-admin-token': ADMIN_TOKEN },
      body: JSON.stringify({ close, reason: 'the exchange said so' }),
    });
  const newestRun = async (): Promise<number> =>
    (await json<{ data: Run[] }>(client.get('/refresh-runs?limit=1'))).data[0]?.id ?? 0;

  beforeAll(async () => {
    const first = await CsvMarket.open();
    await first.say(SYMBOLS, DAYS.slice(0, 100));
    original = await prepareTestDatabase(first.environment, async ({ url }) => {
      const setUp = new RefreshClient(url);
      await setUp.addAssets(SYMBOLS);
      await setUp.post('/indices', { slug: 'golden', name: 'Golden', method: 'autoindex-v1' });
      await setUp.post('/indices', { slug: 'chain', name: 'Chain', method: 'chained' });
      expect((await setUp.refresh()).status).toBe('succeeded');
    });
    await first.close();
  });
  afterAll(() => original.drop());

  beforeEach(async () => {
    market = await CsvMarket.open();
    await market.say(SYMBOLS, DAYS.slice(0, 100));
    service = await startTestApp(market.environment, undefined, original);
    client = new RefreshClient(service.url);
  });

  afterEach(async () => {
    await service.close();
    await market.close();
  });

  it('of a refresh restores what it restated, removes what it added and rebuilds the indices, as a run of its own', async () => {
    const before = await values();
    const run = await refreshUntil(105, 0.5);
    const after = await values();
    const answer = await revert(run.id, { reason: 'no split after all' });
    expect(answer.status).toBe(200);
    const reverting = await json<Run>(answer);
    expect(reverting).toMatchObject({
      kind: 'revert',
      status: 'succeeded',
      reverts: run.id,
      reason: 'no split after all',
      dataVersion: (run.dataVersion ?? 0) + 1,
      counts: { restored: 100, removed: 15 },
    });
    expect(await values()).toEqual(before);
    expect(await client.run(run.id)).toMatchObject({ revertedBy: reverting.id });
    expect((await revert(reverting.id)).status).toBe(200);
    expect(await values()).toEqual(after);
    const next = await refreshUntil(106, 0.5);
    expect(next).toMatchObject({ status: 'succeeded', counts: { new: 3, changed: 0 } });
  });

  it('is refused while later runs stand on the same prices, and done once they are reverted', async () => {
    const before = await values();
    const first = await refreshUntil(105, 0.5);
    const second = await refreshUntil(105, 0.25);
    const refused = await revert(first.id);
    expect([refused.status, (await json<Problem>(refused)).detail]).toEqual([
      409,
      expect.stringContaining(`run ${second.id} changed BBB`),
    ]);
    expect((await revert(second.id)).status).toBe(200);
    expect((await revert(first.id)).status).toBe(200);
    expect(await values()).toEqual(before);
  });

  it('is refused when a later run went on from a level that would be gone', async () => {
    const split = await refreshUntil(101, 0.5);
    const later = await refreshUntil(103, 0.5);
    const stored = await values();
    const refused = await revert(split.id);
    expect([refused.status, (await json<Problem>(refused)).detail]).toEqual([
      409,
      expect.stringContaining(`run ${later.id} built on it`),
    ]);
    expect(await values()).toEqual(stored);
  });

  it('is refused while a later run went on from days that would be gone, and done once that is reverted', async () => {
    const before = await values();
    const first = await refreshUntil(104);
    const second = await refreshUntil(105);
    const stored = await values();
    const refused = await revert(first.id);
    expect([refused.status, (await json<Problem>(refused)).detail]).toEqual([
      409,
      expect.stringContaining(`run ${second.id} built on it: AAA of ${DAYS[104]}`),
    ]);
    expect(await values()).toEqual(stored);
    expect((await revert(second.id)).status).toBe(200);
    expect((await revert(first.id)).status).toBe(200);
    expect(await values()).toEqual(before);
  });

  it('is not refused for a day that was there before, though a later run changed it and that was taken back', async () => {
    await market.say(
      SYMBOLS,
      DAYS.slice(0, 105).filter((day) => day !== DAYS[102]),
    );
    await client.refresh();
    await correct('AAA', DAYS[102], '70');
    const addition = await newestRun();
    await correct('AAA', DAYS[103], '71');
    expect((await revert(await newestRun())).status).toBe(200);
    expect((await revert(addition)).status).toBe(200);
  });

  it('of a correction brings the old close back, and keeps days that came later', async () => {
    const before = await values();
    expect((await correct('AAA', DAYS[50], '70')).status).toBe(200);
    const correction = await newestRun();
    const later = await refreshUntil(101);
    expect((await revert(correction)).status).toBe(200);
    expect((await revert(later.id)).status).toBe(200);
    expect(await values()).toEqual(before);
  });

  it('makes a refresh fail that was fetching meanwhile, and would have gone on behind a hole', async () => {
    const run = await refreshUntil(105);
    await market.say(SYMBOLS, DAYS.slice(0, 130));
    const barrier = await Barrier.onData(service.database.url);
    const reverting = revert(run.id);
    await barrier.waiting(1);
    const { id } = await json<Run>(client.post('/refresh-runs'));
    await barrier.waiting(2);
    await barrier.lift();
    const revertId = (await json<Run>(reverting)).id;
    await until(async () => (await client.run(id)).status !== 'running', 'the refresh has ended');
    const { status, error } = await client.run(id);
    expect([status, error?.category, error?.detail]).toEqual([
      'failed',
      'conflict',
      expect.stringContaining(`Run ${revertId}`),
    ]);
    expect(await client.refresh()).toMatchObject({ status: 'succeeded', counts: { new: 90 } });
  });

  it('leaves alone what an administrator set later', async () => {
    const run = await refreshUntil(105);
    await correct('AAA', DAYS[102], '70');
    const correction = await newestRun();
    expect((await json<Problem>(revert(run.id))).detail).toContain(`run ${correction} changed AAA of ${DAYS[102]}`);
  });

  it('is refused of a run that failed, that changed nothing or was reverted already', async () => {
    await client.addAssets(['ZZZ']);
    await market.spoil('ZZZ');
    const failed = await client.refresh();
    expect((await json<Problem>(revert(failed.id))).detail).toContain('failed');
    const nothing = await client.refresh({ assets: SYMBOLS });
    expect((await json<Problem>(revert(nothing.id))).detail).toContain('changed no prices');
    await market.say(SYMBOLS, DAYS.slice(0, 105));
    const run = await client.refresh({ assets: SYMBOLS });
    await revert(run.id);
    expect((await revert(run.id)).status).toBe(409);
    expect((await revert(999_999)).status).toBe(404);
  });
});
