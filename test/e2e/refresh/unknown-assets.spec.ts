import { runInContext } from '../../../src/platform/request-context';
import { ImportPricesService } from '../../../src/prices';
import { ADMIN_TOKEN, startTestApp, TestApp } from '../../support/app';
import { CsvMarket, weekdays } from '../../support/csv-market';
import { json } from '../../support/json';
import { selectRows } from '../../support/stored-prices';
import { Problem, RefreshClient } from './refresh-client';

const KNOWN = ['AAA', 'BBB', 'CCC'];
const UNKNOWN = Array.from({ length: 150 }, (_, i) => `ZZ${String(i).padStart(3, '0')}`);
const DAYS = weekdays('2024-01-02', 20);

interface StoredAsset {
  readonly symbol: string;
  readonly active: boolean;
  readonly fetch: string;
}

interface StoredAlert {
  readonly summary: string;
  readonly occurrences: number;
  readonly open: boolean;
}

describe('assets that the vendor does not know', () => {
  let market: CsvMarket;
  let service: TestApp;
  let client: RefreshClient;

  const alerts = (): Promise<StoredAlert[]> =>
    selectRows<StoredAlert>(
      service.database.url,
      `select summary, occurrences, recovered_at is null as open from alerts where cause = 'assets-never-found' order by id`,
    );
  const assets = async (): Promise<StoredAsset[]> =>
    (await json<{ data: StoredAsset[] }>(client.get('/assets?limit=5000'))).data;
  const unknownOnes = async (): Promise<StoredAsset[]> =>
    (await assets()).filter(({ symbol }) => symbol.startsWith('ZZ'));
  const change = (symbol: string, body: object): Promise<Response> =>
    fetch(`${service.url}/api/v1/assets/${symbol}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'x-admin-token': ADMIN_TOKEN },
      body: JSON.stringify(body),
    });
  /** Rows are `symbol,date,close`. Returns the id of the run. */
  const importRows = async (rows: readonly string[]): Promise<number> => {
    const bars = rows.map((row) => {
      const [symbol = '', date = '', close = ''] = row.split(',');
      return { symbol, date, close };
    });
    const request = { bars: [bars], origin: 'test', requester: { name: 'test' }, createAssets: true };
    const imports = service.app.get(ImportPricesService, { strict: false });
    return (await runInContext('test', () => imports.import(request))).runId;
  };
  const importUnknown = (): Promise<number> => importRows(UNKNOWN.map((symbol) => `${symbol},2024-01-02,10`));

  beforeEach(async () => {
    market = await CsvMarket.open();
    await market.say(KNOWN, DAYS);
    service = await startTestApp(market.environment);
    client = new RefreshClient(service.url);
    await client.addAssets(KNOWN);
  });
  afterEach(async () => {
    await service.close();
    await market.close();
  });

  it('are not fetched when an import created them, and end no refresh', async () => {
    await importUnknown();
    expect(await unknownOnes()).toHaveLength(150);
    expect((await unknownOnes()).every(({ active, fetch }) => active && fetch === 'none')).toBe(true);
    expect(await client.refresh()).toMatchObject({
      status: 'succeeded',
      completeness: 'complete',
      counts: { new: 60, missing: 0, neverFound: 0 },
      missing: [],
      neverFound: [],
    });
    expect(await alerts()).toEqual([]);
    const refused = await client.post('/refresh-runs', { assets: ['AAA', 'ZZ000'] });
    expect(await json<Problem>(refused)).toMatchObject({
      status: 400,
      errors: [{ pointer: '/assets' }],
      detail: '1 of 2 assets cannot be refreshed because their field fetch leaves out csv: ZZ000',
    });
  });

  it('are listed as never found, raise one alert until none is left, and fail nothing', async () => {
    await client.addAssets(UNKNOWN);
    const run = await client.refresh();
    expect(run).toMatchObject({
      status: 'succeeded',
      completeness: 'complete',
      counts: { new: 60, missing: 0, neverFound: 150 },
      missing: [],
    });
    expect(run).toHaveProperty('neverFound.0', {
      symbol: 'ZZ000',
      category: 'not_found',
      message: 'The files have no ZZ000',
    });
    expect(run.outcomes.filter(({ status }) => status === 'never_found')).toHaveLength(150);
    const summary = '150 of 153 assets could never be found: ZZ000, ZZ001, ZZ002 and 147 more';
    expect(await alerts()).toEqual([{ summary, occurrences: 1, open: true }]);

    await client.refresh();
    await client.refresh({ assets: ['ZZ149'] });
    expect(await alerts()).toEqual([{ summary, occurrences: 1, open: true }]);

    await selectRows(service.database.url, `update assets set fetch_source = 'none' where symbol like 'ZZ%'`);
    await client.refresh({ assets: KNOWN });
    expect(await alerts()).toMatchObject([{ open: true }]);
    expect(await client.refresh()).toMatchObject({ counts: { neverFound: 0 } });
    expect(await alerts()).toMatchObject([{ open: false }]);
  });

  it('are told of in the web app, and in the metrics', async () => {
    await client.addAssets(['ZZ000']);
    const { id } = await client.refresh();
    const headers = { 'x-admin-token': ADMIN_TOKEN };
    expect(await json(client.get(`/background/status/${id}`, { headers }))).toMatchObject({
      status: 'SUCCESS',
      message: '1 of 4 assets could never be found: ZZ000.',
      result: { completeness: 'complete', never_found_assets: ['ZZ000'] },
    });
    const metrics = await fetch(`${service.url}/metrics`, { headers });
    expect(await metrics.text()).toContain('refresh_never_found_assets 1\n');
  });

  it('fail the refresh when the vendor knew them before, and are partial where that is allowed', async () => {
    await client.addAssets(['ZZ000']);
    await client.refresh();
    await market.say(['AAA', 'CCC'], DAYS);
    expect(await client.refresh()).toMatchObject({
      status: 'failed',
      missing: [{ symbol: 'BBB' }],
      neverFound: [{ symbol: 'ZZ000' }],
      error: { detail: '1 of 4 assets could not be fetched: BBB (not_found)' },
    });
    expect(await client.refresh({ allowPartial: true })).toMatchObject({
      status: 'succeeded',
      completeness: 'partial',
      missing: [{ symbol: 'BBB' }],
      neverFound: [{ symbol: 'ZZ000' }],
    });
  });

  it('fail the refresh also when all that the vendor said of them was quarantined', async () => {
    await client.addAssets(['ODD']);
    await selectRows(
      service.database.url,
      `insert into quarantined_prices (symbol, date, bar, source, rule, detail, run_id)
       values ('ODD', '2024-01-02', '{"close":"1"}', 'csv', 'jump', 'a jump', 1)`,
    );
    expect(await client.refresh()).toMatchObject({ status: 'failed', missing: [{ symbol: 'ODD' }] });
  });

  it('are fetched from one provider only if they say so', async () => {
    expect((await change('BBB', { fetch: 'twelvedata' })).status).toBe(200);
    expect((await change('CCC', { fetch: 'csv' })).status).toBe(200);
    expect((await change('AAA', { fetch: 'yahoo' })).status).toBe(400);
    expect(await client.refresh()).toMatchObject({
      status: 'succeeded',
      outcomes: [{ symbol: 'AAA' }, { symbol: 'CCC' }],
    });
    expect(await json(client.get('/assets/BBB'))).toMatchObject({ fetch: 'twelvedata' });
    expect(await json(client.post('/assets', { symbol: 'DDD', fetch: 'none' }))).toMatchObject({ fetch: 'none' });
  });

  describe('and that an import created', () => {
    it('are deactivated by its revert, which says so', async () => {
      const imported = await importUnknown();
      const revert = await json<{ id: number }>(client.post(`/runs/${imported}/revert`));
      expect(revert).toMatchObject({ counts: { removed: 150, deactivated: 150 } });
      expect(revert).toHaveProperty('outcomes.0', expect.objectContaining({ symbol: 'ZZ000', deactivated: true }));
      expect((await unknownOnes()).some(({ active }) => active)).toBe(false);

      await client.post(`/runs/${revert.id}/revert`);
      expect((await unknownOnes()).every(({ active }) => active)).toBe(true);
    });

    it('stay active where another run has prices of them, or an index names them', async () => {
      const first = await importUnknown();
      await importRows(['ZZ001,2023-12-01,10']);
      await client.post('/indices', { slug: 'two', name: 'Two', method: 'chained', constituents: ['AAA', 'ZZ002'] });
      await client.post('/indices', { slug: 'all', name: 'All', method: 'chained', benchmark: 'ZZ003' });
      const revert = await json(client.post(`/runs/${first}/revert`));
      expect(revert).toMatchObject({ status: 'succeeded', counts: { deactivated: 147 } });
      const active = (await unknownOnes()).filter((asset) => asset.active);
      expect(active.map(({ symbol }) => symbol)).toEqual(['ZZ001', 'ZZ002', 'ZZ003']);
    });

    it('are activated by another import, whose revert deactivates them again', async () => {
      await client.post(`/runs/${await importUnknown()}/revert`);
      const again = await importUnknown();
      expect((await unknownOnes()).every(({ active, fetch }) => active && fetch === 'none')).toBe(true);
      expect(await json(client.post(`/runs/${again}/revert`))).toMatchObject({ counts: { deactivated: 150 } });
    });

    it('are deactivated even if all their rows were quarantined', async () => {
      const imported = await importRows(['ZZ001,2024-01-02,10', 'ZZ001,2024-01-02,20']);
      expect(await json(client.post(`/runs/${imported}/revert`))).toMatchObject({
        status: 'succeeded',
        counts: { restored: 0, removed: 0, deactivated: 1 },
        outcomes: [{ symbol: 'ZZ001', deactivated: true }],
        dataVersion: null,
      });
    });
  });
});
