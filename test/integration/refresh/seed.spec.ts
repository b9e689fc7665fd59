import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newestDemoDay } from '../../../src/market-data';
import { DAY_MS } from '../../../src/platform/utils/days';
import { ExchangeCalendar } from '../../../src/platform/utils/exchange-calendar';
import { clockAhead } from '../../support/clock-ahead';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { json } from '../../support/json';
import { ServiceProcess } from '../../support/processes';
import { ManualClock } from '../../support/manual-clock';
import { selectRows, storePrices } from '../../support/stored-prices';
import { until } from '../../support/until';

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

/** The newest day of the demo market, by a clock that is so many days ahead. */
function newestDay(daysAhead = 0): string {
  const calendar = new ExchangeCalendar(
    { timeZone: 'America/New_York', close: '16:00' },
    new ManualClock(Date.now() + daysAhead * DAY_MS),
  );
  return newestDemoDay(calendar.lastCompletedSession());
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
    expect(new Set(await staleAssets(service))).toEqual(new Set([0]));
  });

  it('loads the demo market once, however many instances start at the same moment, and a later one changes nothing', async () => {
    const [one] = await Promise.all([start({ DEMO_DATA: 'true' }), start({ DEMO_DATA: 'true' })]);
    const first = await stored();
    expect(first).toMatchObject({
      assets: 17,
      indices: 2,
      runs: 1,
      demo: 1,
      days: `2018-01-02 ${newestDay()}`,
      computedIndices: 2,
      version: 1,
    });
    expect(await json(fetch(`${one.url}/api/v1/data-version`))).toMatchObject({ version: 1, runId: 1, demo: true });
    await start({ DEMO_DATA: 'true' });
    expect(await stored()).toEqual(first);
  });

  it('is fresh, complete and says that it is made up, also next year', async () => {
    const { url } = await start({ DEMO_DATA: 'true', ...clockAhead(365) });
    expect(await stored()).toMatchObject({ days: `2018-01-02 ${newestDay(365)}`, computedIndices: 2 });
    const read = (path: string): Promise<unknown> => json(fetch(`${url}/api/v1/${path}`));
    expect(await read('data-version')).toMatchObject({ demo: true });
    expect(await read('indices/autoindex')).toMatchObject({ demo: true });
    expect(await read('indices')).toMatchObject({ data: [{ demo: true }, { demo: true }] });
    expect(await (await fetch(`${url}/api/v1/indices/autoindex/chart.svg`)).text()).toContain(
      'Demo market: the prices are made up.',
    );
    expect(Object.keys((await read('index/currencies')) as object)).toEqual(['USD', 'EUR', 'GBP', 'JPY']);
    const { series } = (await read('index/history')) as { series: { date: string }[] };
    const month = new Date(Date.now() + 335 * DAY_MS).toISOString().slice(0, 10);
    expect(series.filter(({ date }) => date > month).length).toBeGreaterThan(15);
  });

  it('brings a demo market that was stopped up to date at the next start, and keeps its past', async () => {
    const [before] = [await start({ DEMO_DATA: 'true' })];
    await before?.end('SIGTERM');
    const past = `select md5(string_agg(p::text, ',' order by asset_id, date)) as digest from prices p where run_id = 1`;
    const digest = await selectRows(database.url, past);
    await Promise.all([
      start({ DEMO_DATA: 'true', ...clockAhead(30) }),
      start({ DEMO_DATA: 'true', ...clockAhead(30) }),
    ]);
    const end = `select max(date)::text as day from index_values`;
    const grown = async (): Promise<boolean> => {
      const [row] = await selectRows<{ day: string }>(database.url, end);
      return (row?.day ?? '') > newestDay(20);
    };
    await until(grown, 'the demo market has grown');
    expect(await stored()).toMatchObject({ days: `2018-01-02 ${newestDay(30)}` });
    expect(await selectRows(database.url, past)).toEqual(digest);
    const runs = `select distinct kind, requested_by from runs where id > 1`;
    expect(await selectRows(database.url, runs)).toEqual([{ kind: 'refresh', requested_by: 'demo market' }]);
  });

  it('computes the default indices when they are created over imported prices', async () => {
    const days = Array.from({ length: 400 }, (_, day) =>
      new Date(Date.UTC(2023, 0, 2 + day)).toISOString().slice(0, 10),
    );
    const closes = ['AAPL', 'MSFT'].flatMap((symbol, asset) =>
      days.map((date, day) => ({ symbol, date, close: 100 + asset + Math.sin(day / 9) + day / 50 })),
    );
    await storePrices(database.url, closes);
    const { url } = await start({ DEMO_DATA: 'true' });
    expect(await stored()).toMatchObject({ computedIndices: 2, demo: 0, prices: 800 });
    expect(await json(fetch(`${url}/api/v1/indices/autoindex`))).toMatchObject({ demo: false });
    const first = await stored();
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
