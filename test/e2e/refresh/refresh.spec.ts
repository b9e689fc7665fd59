import { TransactionOutcome, TransactionOutcomes } from '../../../src/platform/database';
import { ADMIN_TOKEN, prepareTestDatabase, startTestApp, TestApp } from '../../support/app';
import { CsvMarket, weekdays } from '../../support/csv-market';
import { TestDatabase } from '../../support/database';
import { endWatch } from '../../support/end-watch';
import { json } from '../../support/json';
import { selectRows } from '../../support/stored-prices';
import { Problem, RefreshClient, Run } from './refresh-client';

const SYMBOLS = ['AAA', 'BBB', 'CCC'];
const DAYS = weekdays('2024-01-02', 120);

/** What each table of data holds, in a digest. */
const EVERY_TABLE = [
  'assets',
  'runs',
  'data_version',
  'prices',
  'price_revisions',
  'quarantined_prices',
  'index_values',
  'index_value_revisions',
  'allocations',
  'allocation_revisions',
  'rebalances',
  'risk_metrics',
  'alerts',
]
  .map((table) => `select '${table}' as name, md5(string_agg(t::text, '|' order by t::text)) as digest from ${table} t`)
  .join(' union all ');

describe('a refresh', () => {
  let original: TestDatabase;
  let market: CsvMarket;
  let service: TestApp;
  let client: RefreshClient;

  const rows = <Row extends object>(sql: string): Promise<Row[]> => selectRows<Row>(service.database.url, sql);
  const version = async (): Promise<number> => (await json<{ version: number }>(client.get('/data-version'))).version;

  beforeAll(async () => {
    original = await prepareTestDatabase({}, async ({ url }) => {
      const setUp = new RefreshClient(url);
      await setUp.addAssets(SYMBOLS);
      await setUp.post('/indices', { slug: 'golden', name: 'Golden', method: 'autoindex-v1' });
      await setUp.post('/indices', { slug: 'chain', name: 'Chain', method: 'chained' });
    });
  });
  afterAll(() => original.drop());

  beforeEach(async () => {
    market = await CsvMarket.open();
    await market.say(SYMBOLS, DAYS.slice(0, 100));
    service = await startTestApp({ ...market.environment, RATE_LIMIT: '60000' }, undefined, original);
    client = new RefreshClient(service.url);
  });

  afterEach(async () => {
    await service.close();
    await market.close();
  });

  it('answers at once where to look, and stores prices and indices as one version', async () => {
    const before = await version();
    const answer = await client.post('/refresh-runs', {}, { 'x-request-id': 'first-refresh' });
    expect(answer.status).toBe(202);
    const location = answer.headers.get('location') ?? '';
    const run = await json<Run>(answer);
    expect(location).toBe(`/api/v1/runs/${run.id}`);
    await (await fetch(`${service.url}${location}/events`)).text();
    const done = await json<Run>(fetch(`${service.url}${location}`));
    expect(done).toMatchObject({
      kind: 'refresh',
      status: 'succeeded',
      completeness: 'complete',
      stage: 'done',
      requestedBy: 'administrator',
      requestId: 'first-refresh',
      counts: { read: 300, new: 300, changed: 0, quarantined: 0, missing: 0, neverFound: 0 },
      missing: [],
      error: null,
      dataVersion: before + 1,
    });
    expect(done.outcomes).toContainEqual(
      expect.objectContaining({ symbol: 'AAA', status: 'succeeded', provider: 'csv', from: DAYS[0], to: DAYS[99] }),
    );
    const [values] = await rows<{ values: number }>(
      `select count(distinct index_id)::int as values from index_values where run_id = ${run.id}`,
    );
    expect(values?.values).toBe(2);
  });

  it('asks for a few days before the last one only, and changes nothing when there is nothing new', async () => {
    await client.refresh();
    const before = await version();
    const same = await client.refresh();
    expect(same).toMatchObject({ status: 'succeeded', counts: { new: 0, changed: 0 }, dataVersion: null });
    expect(same.counts.read).toBeLessThan(30);
    expect(await version()).toBe(before);
    await market.say(SYMBOLS, DAYS);
    expect(await client.refresh()).toMatchObject({ counts: { new: 60, changed: 0 }, dataVersion: before + 1 });
  });

  it('fetches the whole history of an asset whose older closes were restated', async () => {
    await client.refresh();
    await market.say(SYMBOLS, DAYS.slice(0, 101), (symbol) => (symbol === 'BBB' ? 0.5 : 1));
    const run = await client.refresh();
    expect(run).toMatchObject({ status: 'succeeded', counts: { new: 3, changed: 100, quarantined: 0 } });
    expect(run.outcomes.filter(({ restated }) => restated)).toEqual([expect.objectContaining({ symbol: 'BBB' })]);
    const [kept] = await rows<{ kept: number }>(
      `select count(*)::int as kept from price_revisions where superseded_by = ${run.id}`,
    );
    expect(kept?.kept).toBe(100);
  });

  it('fails whole when an asset cannot be fetched, and says which and why', async () => {
    await client.addAssets(['ZZZ']);
    await market.say([...SYMBOLS, 'ZZZ'], DAYS.slice(0, 100));
    await client.refresh();
    await market.say(SYMBOLS, DAYS.slice(0, 101));
    const before = [await version(), await rows('select * from prices order by asset_id, date')];
    const failed = await client.refresh();
    expect(failed).toMatchObject({
      status: 'failed',
      completeness: null,
      stage: 'fetching',
      error: { category: 'upstream', detail: '1 of 4 assets could not be fetched: ZZZ (not_found)' },
      missing: [{ symbol: 'ZZZ', category: 'not_found' }],
    });
    expect([await version(), await rows('select * from prices order by asset_id, date')]).toEqual(before);
  });

  it('stores what there is when that is allowed, and calls it partial', async () => {
    await client.addAssets(['ZZZ']);
    await market.say([...SYMBOLS, 'ZZZ'], DAYS.slice(0, 100));
    await client.refresh();
    await market.say(SYMBOLS, DAYS.slice(0, 101));
    const partial = await client.refresh({ allowPartial: true });
    expect(partial).toMatchObject({ status: 'succeeded', completeness: 'partial', missing: [{ symbol: 'ZZZ' }] });
    expect(await client.refresh({ assets: ['ZZZ'], allowPartial: true })).toMatchObject({ status: 'failed' });
  });

  it('is called partial when rows were quarantined', async () => {
    await market.say(SYMBOLS, DAYS.slice(0, 100), (symbol, day) => (symbol === 'CCC' && day === DAYS[99] ? 100 : 1));
    const run = await client.refresh();
    expect(run).toMatchObject({ status: 'succeeded', completeness: 'partial', counts: { new: 299, quarantined: 1 } });
    expect(run.outcomes.find(({ symbol }) => symbol === 'CCC')).toMatchObject({ quarantined: 1 });
  });

  it('is called partial when an asset lacks a day that the others have, until it is there', async () => {
    await client.refresh();
    const all = DAYS.slice(0, 105);
    await market.say(SYMBOLS, all);
    await market.leaveOut('CCC', DAYS[104]);
    const run = await client.refresh();
    expect(run).toMatchObject({ status: 'succeeded', completeness: 'partial', counts: { new: 14, lacking: 1 } });
    expect(run.outcomes.filter(({ lacking }) => lacking)).toEqual([
      expect.objectContaining({ symbol: 'CCC', lacking: [DAYS[104]] }),
    ]);
    await market.say(SYMBOLS, all);
    expect(await client.refresh()).toMatchObject({ completeness: 'complete', counts: { new: 1, lacking: 0 } });
    await market.leaveOut('CCC', DAYS[104]);
    expect(await client.refresh()).toMatchObject({ completeness: 'complete', counts: { lacking: 0 } });
  });

  it('does not ask for inactive assets', async () => {
    await fetch(`${service.url}/api/v1/assets/CCC`, { method: 'DELETE', headers: { 'x-admin-token': ADMIN_TOKEN } });
    expect((await client.refresh()).counts.new).toBe(200);
    const refused = await client.post('/refresh-runs', { assets: ['CCC', 'AAA'] });
    expect(await json<Problem>(refused)).toMatchObject({ status: 400, errors: [{ pointer: '/assets' }] });
  });

  it('takes days, assets and a provider', async () => {
    const [from, to] = [DAYS[10], DAYS[19]];
    expect(await client.refresh({ assets: ['AAA'], from, to })).toMatchObject({ counts: { read: 10, new: 10 } });
    const refused = await client.post('/refresh-runs', { provider: 'nobody' });
    expect(await json<Problem>(refused)).toMatchObject({ status: 400, errors: [{ pointer: '/provider' }] });
  });

  it('as a dry run says what would change and stores nothing, not even a run', async () => {
    const before = await rows('select id from runs');
    const answer = await client.post('/refresh-runs', { dryRun: true });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ dryRun: true, changed: true, counts: { new: 300 } });
    expect(await rows('select from prices')).toEqual([]);
    expect(await rows('select id from runs')).toEqual(before);
  });

  it('as a dry run says exactly what the refresh then does, and leaves every table and the rate of rollbacks as they are', async () => {
    await client.refresh();
    await market.say(SYMBOLS, DAYS.slice(0, 103), (symbol, day) => {
      if (symbol === 'BBB') return 0.5;
      return symbol === 'CCC' && day === DAYS[102] ? 100 : 1;
    });
    const ends: TransactionOutcome[] = [];
    await endWatch(service);
    const unsubscribe = service.app.get(TransactionOutcomes, { strict: false }).subscribe((end) => ends.push(end));
    const before = await rows(EVERY_TABLE);
    const said = await json<Run>(client.post('/refresh-runs', { dryRun: true }));
    unsubscribe();
    expect(await rows(EVERY_TABLE)).toEqual(before);
    expect(ends.map(({ outcome }) => outcome)).toEqual(ends.map(() => 'commit'));
    expect(said).toMatchObject({ completeness: 'partial', counts: { new: 8, changed: 100, quarantined: 1 } });
    const { counts, outcomes } = await client.refresh();
    expect({ counts, outcomes }).toEqual({ counts: said.counts, outcomes: said.outcomes });
  });

  it('repeats the first answer to the same key, and refuses the key for another request', async () => {
    const key = { 'idempotency-key': 'monday' };
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => client.post('/refresh-runs?wait=true', { assets: ['AAA'] }, key)),
    );
    const runs = await Promise.all(answers.map((answer) => json<Run>(answer)));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    expect(runs.map(({ status }) => status)).toEqual(Array(40).fill('succeeded'));
    const other = await client.post('/refresh-runs', { assets: ['BBB'] }, key);
    expect([other.status, (await json<Problem>(other)).code]).toEqual([422, 'unprocessable']);
  });

  it('as a dry run repeats its first answer to the same key too, and stores nothing but that', async () => {
    const key = { 'idempotency-key': 'tuesday' };
    const body = { assets: ['AAA', 'BBB'], dryRun: true };
    await endWatch(service);
    const before = await rows(EVERY_TABLE);
    const atOnce = await Promise.all(Array.from({ length: 8 }, () => client.post('/refresh-runs', body, key)));
    const said = await Promise.all(atOnce.map((answer) => answer.text()));
    expect(atOnce.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(new Set(said).size).toBe(1);
    expect(JSON.parse(said[0] ?? '{}')).toMatchObject({ dryRun: true, changed: true, counts: { new: 200 } });
    expect(await rows(EVERY_TABLE)).toEqual(before);
    await client.refresh();
    expect(await (await client.post('/refresh-runs', body, key)).text()).toBe(said[0]);
    expect(await json<Run>(client.post('/refresh-runs', body))).toMatchObject({ counts: { new: 0 } });
  });

  it.each([
    ['another dry run', { dryRun: true }, { assets: ['AAA'], dryRun: true }],
    ['the refresh itself', { dryRun: true }, {}],
    ['a dry run of what was done', {}, { dryRun: true }],
  ])('refuses the key of a request for %s', async (_other, first, second) => {
    const key = { 'idempotency-key': 'wednesday' };
    expect((await client.post('/refresh-runs?wait=true', first, key)).status).toBe(200);
    const refused = await client.post('/refresh-runs?wait=true', second, key);
    expect([refused.status, (await json<Problem>(refused)).code]).toEqual([422, 'unprocessable']);
    expect((await client.post('/refresh-runs?wait=true', first, key)).status).toBe(200);
  });

  it('as a dry run that failed may be tried again with its key', async () => {
    const key = { 'idempotency-key': 'thursday' };
    await client.addAssets(['ZZZ']);
    await market.spoil('ZZZ');
    expect((await client.post('/refresh-runs', { dryRun: true }, key)).status).toBe(502);
    await market.say([...SYMBOLS, 'ZZZ'], DAYS.slice(0, 100));
    const again = await client.post('/refresh-runs', { dryRun: true }, key);
    expect([again.status, (await json<Run>(again)).counts['new']]).toEqual([200, 400]);
  });

  it('takes the same key of somebody else for another request', async () => {
    const body = { name: 'nightly', scopes: ['refresh'] };
    const { key } = await json<{ key: string }>(client.post('/api-keys', body));
    const headers = { 'idempotency-key': 'monday' };
    const ours = await json<Run>(client.post('/refresh-runs?wait=true', { assets: ['AAA'] }, headers));
    const theirs = await fetch(`${service.url}/api/v1/refresh-runs?wait=true`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ assets: ['BBB'] }),
    });
    expect(theirs.status).toBe(200);
    expect(((await theirs.json()) as Run).id).toBeGreaterThan(ours.id);
  });

  it('is on record with all other runs, newest first', async () => {
    await client.refresh();
    const page = await json<{ data: Run[]; nextCursor: string }>(client.get('/refresh-runs?limit=2'));
    expect(page.data.map(({ kind }) => kind)).toEqual(['refresh', 'recompute']);
    const next = await json<{ data: Run[] }>(client.get(`/refresh-runs?limit=2&cursor=${page.nextCursor}`));
    expect(next.data.map(({ kind }) => kind)).toEqual(['recompute']);
    expect(await json(client.get('/refresh-runs?kind=demo'))).toEqual({ data: [], nextCursor: null });
    expect((await client.get('/refresh-runs?kind=nonsense')).status).toBe(400);
    expect((await client.get('/refresh-runs/abc')).status).toBe(400);
  });

  it('is for administrators', async () => {
    expect((await client.post('/refresh-runs', {}, { 'x-admin-token': 'nobody' })).status).toBe(401);
  });

  it.each([
    [{ assets: [] }, '/assets'],
    [{ assets: ['a b'] }, '/assets'],
    [{ from: '2024-02-30' }, '/from'],
    [{ from: '2024-02-02', to: '2024-02-01' }, '/to'],
    [{ allowPartial: 'yes' }, '/allowPartial'],
    [{ dryRun: null }, '/dryRun'],
    [{ force: true }, '/force'],
  ])('refuses %j', async (body, pointer) => {
    const refused = await client.post('/refresh-runs', body);
    expect(await json<Problem>(refused)).toMatchObject({ status: 400, errors: [{ pointer }] });
  });
});
