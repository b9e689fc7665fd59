import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { json } from '../../support/json';
import { ServiceProcess } from '../../support/processes';
import { selectRows } from '../../support/stored-prices';

const EVERYTHING = `
  select (select count(*)::int from assets) as assets, (select count(*)::int from indices) as indices,
    (select count(*)::int from runs) as runs, (select count(*)::int from prices) as prices,
    (select md5(string_agg(p::text, ',' order by asset_id, date)) from prices p) as "pricesDigest",
    (select md5(string_agg(v::text, ',' order by index_id, date)) from index_values v) as "valuesDigest",
    (select count(distinct source)::int from prices where source = 'demo') as demo,
    (select min(date)::text || ' ' || max(date) from prices) as days,
    (select count(distinct index_id)::int from index_values) as "computedIndices",
    (select version::int from data_version) as version`;

interface Stored {
  readonly version: number;
}

/** Of the metrics: how many assets are reported as stale, all kinds together. */
async function staleAssets(service: ServiceProcess): Promise<number[]> {
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  return [...metrics.matchAll(/^prices_stale_assets\{.*\} (\d+)$/gm)].map(([, stale]) => Number(stale));
}

describe('the first start', () => {
  let folder: string;
  let database: TestDatabase;
  const started: ServiceProcess[] = [];

  const start = async (environment: Record<string, string>): Promise<ServiceProcess> => {
    const service = await ServiceProcess.start({
      folder,
      environment: { DATABASE_URL: database.url, READ_ACCESS: 'public', ...environment },
    });
    started.push(service);
    return service;
  };
  const stored = async (): Promise<Stored | undefined> => (await selectRows<Stored>(database.url, EVERYTHING))[0];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autoindex-start-'));
    database = await createTestDatabase();
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((service) => service.end('SIGTERM')));
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('raises no alert about the age of a made-up market', async () => {
    const service = await start({ DEMO_DATA: 'true' });
    expect(await staleAssets(service)).toEqual([0, 0, 0]);
  });

  it('loads the demo market once, however many instances start at the same moment, and a later one changes nothing', async () => {
    const [one] = await Promise.all([start({ DEMO_DATA: 'true' }), start({ DEMO_DATA: 'true' })]);
    const first = await stored();
    expect(first).toMatchObject({
      assets: 14,
      indices: 2,
      runs: 1,
      demo: 1,
      days: '2018-01-02 2025-12-31',
      computedIndices: 2,
      version: 1,
    });
    expect(await json(fetch(`${one.url}/api/v1/data-version`))).toMatchObject({ version: 1, runId: 1 });
    await start({ DEMO_DATA: 'true' });
    expect(await stored()).toEqual(first);
  });

  it('makes assets and indices but no prices where no demo is wanted', async () => {
    await start({ DEMO_DATA: 'false' });
    expect(await stored()).toMatchObject({ assets: 14, indices: 2, runs: 0, prices: 0, version: 0 });
  });

  it('does not bring the demo back into a database that had prices once', async () => {
    await start({ DEMO_DATA: 'true' });
    await selectRows(
      database.url,
      `insert into price_revisions select asset_id, date, close, open, high, low, volume, source, protected, run_id, 2 from prices`,
    );
    await selectRows(database.url, 'delete from prices');
    await start({ DEMO_DATA: 'true' });
    expect(await stored()).toMatchObject({ prices: 0, runs: 1 });
  });
});
