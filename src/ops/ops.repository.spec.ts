import { AlertWatch } from '../platform/alerting';
import { AppConfig } from '../platform/config';
import { DatabaseModule } from '../platform/database';
import { MetricsRegistry } from '../platform/metrics';
import { Clock } from '../platform/utils/clock';
import { OpsRepository } from './ops.repository';
import { Staleness } from './staleness';
import { TestDatabase, createTestDatabase } from '../../test/support/database';
import { ManualClock } from '../../test/support/manual-clock';
import { LONG_TIMEOUTS } from '../../test/support/long-timeouts';
import { rowsOf } from '../../test/support/rows';
import { SmallApp, smallApp } from '../../test/support/small-app';
import { storePrices } from '../../test/support/stored-prices';

const TODAY = '2026-03-10';
/** In UTC the next day, at the exchange still today. */
const NOW = '2026-03-11T02:00:00Z';
const DAYS = 5;

let database: TestDatabase;
let clock: ManualClock;
let small: SmallApp;

beforeEach(async () => {
  database = await createTestDatabase();
  const { database: options } = AppConfig.fromEnvironment({ ...LONG_TIMEOUTS, DATABASE_URL: database.url });
  const imports = [DatabaseModule.forRoot({ ...options, url: database.url })];
  clock = new ManualClock(Date.parse(NOW));
  const alerts = { provide: AlertWatch, useValue: { add: () => undefined } };
  small = await smallApp(
    { imports, providers: [OpsRepository, Staleness, MetricsRegistry, alerts] },
    {},
    undefined,
    (builder) => builder.overrideProvider(Clock).useValue(clock),
  );
});
afterEach(async () => {
  await small.app.close();
  await database.drop();
});

const read = () => small.app.get(OpsRepository).staleness(TODAY, DAYS);
const addAsset = (symbol: string, createdAt: string, active = true): Promise<unknown> =>
  rowsOf(database.url, `insert into assets (symbol, name, kind, created_at, active) values ($1, $1, 'etf', $2, $3)`, [
    symbol,
    createdAt,
    active,
  ]);

it('counts an asset that has been waiting too long for its first price, and none that has just been added', async () => {
  await addAsset('NEW', '2026-03-10T09:00:00Z');
  await addAsset('PATIENT', '2026-03-05T00:00:00Z');
  await addAsset('LATE', '2026-03-04T23:59:59Z');
  await addAsset('NEVER', '2019-01-01T00:00:00Z');
  await addAsset('GONE', '2019-01-01T00:00:00Z', false);
  expect(await read()).toEqual([{ kind: 'etf', newest: null, stale: 2, symbols: ['LATE', 'NEVER'] }]);
});

it('does not count an asset that no refresh fetches', async () => {
  for (const symbol of ['IMPORTED', 'FETCHED']) await addAsset(symbol, '2019-01-01T00:00:00Z');
  await storePrices(database.url, [{ symbol: 'IMPORTED', date: '2026-03-09', close: 1 }]);
  await rowsOf(database.url, `update assets set fetch_source = 'none' where symbol = 'IMPORTED'`);
  expect(await read()).toEqual([{ kind: 'etf', newest: null, stale: 1, symbols: ['FETCHED'] }]);
});

it('counts by the newest price where there is one, however old the asset is', async () => {
  for (const symbol of ['FRESH', 'EDGE', 'OLD']) await addAsset(symbol, '2019-01-01T00:00:00Z');
  await storePrices(database.url, [
    { symbol: 'FRESH', date: '2026-03-09', close: 1 },
    { symbol: 'EDGE', date: '2026-03-05', close: 1 },
    { symbol: 'OLD', date: '2026-03-04', close: 1 },
  ]);
  expect(await read()).toEqual([{ kind: 'etf', newest: 1, stale: 1, symbols: ['OLD'] }]);
});

it('never counts demo prices', async () => {
  await addAsset('DEMO', '2019-01-01T00:00:00Z');
  await storePrices(database.url, [{ symbol: 'DEMO', date: '2020-01-02', close: 1 }]);
  await rowsOf(database.url, `update prices set source = 'demo'`);
  expect(await read()).toMatchObject([{ stale: 0, symbols: [] }]);
});

it('counts the days of the exchange, whose day ends later than that of UTC', async () => {
  await addAsset('EDGE', '2019-01-01T00:00:00Z');
  await storePrices(database.url, [{ symbol: 'EDGE', date: '2026-03-05', close: 1 }]);
  const metrics = await small.app.get(MetricsRegistry).metrics();
  expect(metrics).toContain('prices_newest_age_days{kind="etf"} 5');
  expect(metrics).toContain('prices_stale_assets{kind="etf"} 0');
});
