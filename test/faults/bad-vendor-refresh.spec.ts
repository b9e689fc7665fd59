import { ADMIN_TOKEN, startTestApp, TestApp } from '../support/app';
import {
  FakeVendor,
  Json,
  Reply,
  Series,
  good,
  json,
  raw,
  series,
  startFakeVendor,
  vendorError,
} from '../support/fake-vendor';
import { json as bodyOf } from '../support/json';
import { selectRows } from '../support/stored-prices';
import { until } from '../support/until';
import { Problem, RefreshClient } from '../e2e/refresh/refresh-client';

const SYMBOLS = ['AAA', 'BBB', 'CCC'];
const KEY = 'k3y-that-nobody-may-see';
const FIRST_WEEK = { from: '2024-03-04', to: '2024-03-08' };
const WEEK = { from: '2024-03-11', to: '2024-03-15' };
const STORED = `
  select (select md5(string_agg(t::text, '|' order by asset_id, date)) from prices t) as prices,
    (select count(*)::int from quarantined_prices) as quarantined,
    (select md5(string_agg(t::text, '|' order by index_id, date)) from index_values t) as values,
    (select version::int from data_version) as version`;

const withBbb = (change: (part: Series) => unknown): Reply => good({ BBB: (days) => series('BBB', days, change) });
const instead = (body: Json): Reply => good({ BBB: () => body });

/** [what the vendor does with one of three assets, or with all, how, the category that the run names] */
const FAULTS: [string, Reply, string][] = [
  ['answers for another symbol', withBbb(({ meta }) => (meta.symbol = 'AAA')), 'malformed'],
  ['answers in another currency', withBbb(({ meta }) => (meta.currency = 'GBp')), 'malformed'],
  ['sends a day twice', withBbb(({ values }) => values.push({ ...values[0] })), 'malformed'],
  [
    'sends a day of the future',
    withBbb(({ values }) => (values[0] = { ...values[0], datetime: '2099-01-01' })),
    'malformed',
  ],
  ['sends a negative close', withBbb(({ values }) => (values[2] = { ...values[2], close: '-1' })), 'malformed'],
  ['does not know a symbol', instead(vendorError(404, '**symbol** is invalid')), 'not_found'],
  ['wants more money for a symbol', instead(vendorError(403, 'available starting with the Grow plan')), 'forbidden'],
  ['does not know the key', json(401, vendorError(401, `**apikey** ${KEY} is incorrect`)), 'unauthorized'],
  ['sends JSON that is cut off', raw(200, '{"AAA":{"meta":', { 'content-type': 'application/json' }), 'malformed'],
];

describe('a refresh from a vendor that', () => {
  let vendor: FakeVendor;
  let service: TestApp;
  let client: RefreshClient;

  const stored = (): Promise<object[]> => selectRows(service.database.url, STORED);
  const asAdministrator = (path: string): Promise<Response> =>
    fetch(`${service.url}${path}`, { headers: { 'x-admin-token': ADMIN_TOKEN } });

  beforeAll(async () => {
    vendor = await startFakeVendor();
    service = await startTestApp({
      TWELVEDATA_API_KEY: KEY,
      TWELVEDATA_BASE_URL: vendor.url,
      TWELVEDATA_CREDITS_PER_MINUTE: '100000',
      TWELVEDATA_CREDITS_PER_DAY: '1000000',
    });
    client = new RefreshClient(service.url);
    await client.addAssets(SYMBOLS);
    await client.post('/indices', { slug: 'chain', name: 'Chain', method: 'chained' });
    expect(await client.refresh(FIRST_WEEK)).toMatchObject({ completeness: 'complete', counts: { new: 15 } });
  });
  afterAll(async () => {
    await service.close();
    await vendor.close();
  });

  it.each(FAULTS)(
    '%s fails with its category, and stores nothing of the others either',
    async (_fault, reply, category) => {
      const before = await stored();
      vendor.script(reply);
      const run = await client.refresh(WEEK);
      expect(run).toMatchObject({
        status: 'failed',
        completeness: null,
        error: { category: 'upstream' },
        dataVersion: null,
      });
      expect(run.error?.detail).toContain(category);
      expect(JSON.stringify(run)).not.toContain(KEY);
      expect(await stored()).toEqual(before);
    },
  );

  it('leaves out a day is partial, and says which day of which asset', async () => {
    vendor.script(withBbb(({ values }) => values.splice(3, 1)));
    expect(await client.refresh(WEEK)).toMatchObject({
      status: 'succeeded',
      completeness: 'partial',
      counts: { new: 14, lacking: 1 },
      outcomes: [{ symbol: 'AAA' }, { symbol: 'BBB', lacking: ['2024-03-14'] }, { symbol: 'CCC' }],
    });
  });

  it('sends an absurd price is partial, and the price stands in the quarantine only', async () => {
    vendor.script(withBbb(({ values }) => Object.assign(values[4] ?? {}, { close: '99999999.0', high: '99999999.0' })));
    const run = await client.refresh({ from: '2024-03-18', to: '2024-03-22' });
    expect(run).toMatchObject({ status: 'succeeded', completeness: 'partial', counts: { new: 14, quarantined: 1 } });
    expect(await selectRows(service.database.url, 'select from prices where close > 1000')).toEqual([]);
  });

  it('fails for long is not called, and each refresh says that its breaker is open', async () => {
    vendor.script(raw(503, ''));
    while ((await client.refresh(WEEK)).error?.detail.includes('circuit_open') !== true);
    const asked = vendor.requests.length;
    const rehearsal = await client.post('/refresh-runs', { ...WEEK, dryRun: true });
    expect([rehearsal.status, (await bodyOf<Problem>(Promise.resolve(rehearsal))).code]).toEqual([
      502,
      'upstream-circuit-open',
    ]);
    expect(Number(rehearsal.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(vendor.requests).toHaveLength(asked);
    let ready = await asAdministrator('/health/ready');
    // PostgreSQL has a second for its answer, which may be too short on a busy machine.
    await until(
      async () => ready.ok || (ready = await asAdministrator('/health/ready')).ok,
      'it is ready all the same',
    );
    expect(await ready.json()).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ name: 'provider twelvedata', status: 'down' })]),
    });
    const providers = await bodyOf<object>(asAdministrator('/api/v1/ops/providers'));
    expect(providers).toMatchObject({
      order: ['twelvedata'],
      facts: [
        { name: 'twelvedata', adjustment: 'splits', timeZone: 'America/New_York', currency: 'USD', historyFrom: null },
      ],
      providers: [{ name: 'twelvedata', breaker: 'open' }],
    });
    expect(await (await asAdministrator('/metrics')).text()).toContain(
      'upstream_breaker_state{provider="twelvedata",state="open"} 1',
    );
  });
});
