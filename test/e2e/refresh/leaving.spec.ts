import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN_TOKEN } from '../../support/app';
import { Barrier } from '../../support/barrier';
import { CsvMarket, weekdays } from '../../support/csv-market';
import { TestDatabase, createTestDatabase } from '../../support/database';
import { FakeVendor, startFakeVendor } from '../../support/fake-vendor';
import { json } from '../../support/json';
import { ServiceProcess } from '../../support/processes';
import { selectRows } from '../../support/stored-prices';
import { until } from '../../support/until';
import { RefreshClient, Run } from './refresh-client';

const SYMBOLS = ['AAA', 'BBB', 'CCC'];
const DAYS = weekdays('2024-01-02', 60);

interface Stored {
  readonly status: string;
  readonly prices: number;
  readonly values: number;
  readonly version: number;
}

describe('SIGTERM during a refresh', () => {
  let folder: string;
  let database: TestDatabase;
  let service: ServiceProcess;

  const start = async (environment: Readonly<Record<string, string>>): Promise<RefreshClient> => {
    const common = { DATABASE_URL: database.url, READ_ACCESS: 'public', DEMO_DATA: 'false', ADMIN_TOKEN };
    service = await ServiceProcess.start({ folder, environment: { ...common, ...environment } });
    const client = new RefreshClient(service.url);
    await selectRows(database.url, 'update assets set active = false');
    await client.addAssets(SYMBOLS);
    return client;
  };
  const stored = async (run: Run): Promise<Stored | undefined> =>
    (
      await selectRows<Stored>(
        database.url,
        `select status, (select count(*)::int from prices) as prices, (select count(*)::int from index_values) as values,
           (select version::int from data_version) as version from runs where id = ${run.id}`,
      )
    )[0];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autoindex-leaving-'));
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await service.end('SIGTERM');
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it('waits for what is being stored, whole, and ends with 0', async () => {
    const market = await CsvMarket.open();
    await market.say(SYMBOLS, DAYS);
    const client = await start(market.environment);
    const barrier = await Barrier.before(database.url, 'index_values');
    const run = await json<Run>(client.post('/refresh-runs'));
    await until(async () => (await client.run(run.id)).stage === 'indices', 'the run stores index values');
    service.kill('SIGTERM');
    await until(() => service.logs.includes('finishing open requests'), 'the service leaves');
    await barrier.lift();
    expect(await service.end()).toBe(0);
    const after = await stored(run);
    expect(after).toMatchObject({ status: 'succeeded', prices: SYMBOLS.length * DAYS.length, version: 1 });
    expect(after?.values).toBeGreaterThan(0);
    await market.close();
  });

  it('gives up what is being fetched, stores nothing of it, says so, and ends with 0', async () => {
    const vendor: FakeVendor = await startFakeVendor();
    vendor.script(() => undefined);
    const client = await start({
      MARKET_DATA_PROVIDERS: 'twelvedata',
      TWELVEDATA_API_KEY: 'a-key-for-the-test',
      TWELVEDATA_BASE_URL: vendor.url,
    });
    const run = await json<Run>(client.post('/refresh-runs'));
    await until(() => vendor.requests.length > 0, 'the vendor is asked');
    expect(await service.end('SIGTERM')).toBe(0);
    expect(await stored(run)).toEqual({ status: 'failed', prices: 0, values: 0, version: 0 });
    await vendor.close();
  });
});
