import { Client } from 'pg';
import { json } from '../../support/json';
import { startTestApp, TestApp } from '../../support/app';
import { selectRows } from '../../support/stored-prices';
import { Page, readPages } from './answers';
import { RecordedMarket } from './recorded-market';

/** Doubles that a careless way to print or read would change. */
const DOUBLES = [0.1, 1 / 3, 100.00000000000001, 5e-324, 1.7976931348623157e308, 123456789.12345679, 1e21, 2 ** 53 + 2];

const SETTINGS = ['extra_float_digits = 0', "TimeZone = 'Pacific/Auckland'", "DateStyle = 'German'"];

const alterDatabase = (setting: string): string =>
  `do $do$ begin execute format($$alter database %I set ${setting}$$, current_database()); end $do$`;

const INSERTS = [
  `insert into indices (slug, name, method) values ('one', 'One', 'chained'), ('other', 'Other', 'chained')`,
  `insert into index_values (index_id, date, value, run_id)
   select i.id, date '2024-01-01' + n::int - 1, value, 1 from indices i, unnest($1::float8[]) with ordinality as v(value, n)
   where slug = 'one'`,
  `insert into risk_metrics (index_id, date, total_return, var_95, run_id)
   select i.id, date '2024-01-01' + n::int - 1, -value, null, 1
   from indices i, unnest($1::float8[]) with ordinality as v(value, n) where slug = 'one'`,
  `insert into allocations (index_id, date, asset_id, weight, run_id)
   select i.id, day, a.id, 0.25, 1 from indices i, assets a, unnest(array['2024-01-31', '2024-02-29']::date[]) as day
   where slug = 'one' and a.symbol in ('AAA', 'B.B', 'C', 'Z-Z')`,
];

describe('the series of an index', () => {
  let app: TestApp;
  let market: RecordedMarket;

  beforeAll(async () => {
    app = await startTestApp();
    // What a server may be set to must not reach the numbers and days of an answer.
    for (const setting of SETTINGS) await selectRows(app.database.url, alterDatabase(setting));
    market = await RecordedMarket.open(app.database.url, ['Z-Z', 'C', 'B.B', 'AAA']);
    await market.record([]);
    const client = new Client({ connectionString: app.database.url });
    await client.connect();
    for (const statement of INSERTS) await client.query(statement, statement.includes('$1') ? [DOUBLES] : []);
    await client.end();
  });

  afterAll(async () => {
    await market.close();
    await app.close();
  });

  it.each([1, 3, 100])('has values that are the same doubles bit for bit, %i a page', async (limit) => {
    const pages = await readPages<{ date: string; value: number }>(
      app.url,
      `/api/v1/index-values?index=one&limit=${limit}`,
    );
    expect(pages.flat().map(({ value }) => value)).toEqual(DOUBLES);
    expect(pages.flat()[0]).toEqual({ date: '2024-01-01', value: 0.1, runId: 1, recordedAt: market.instants[1] });
  });

  it.each(['asc', 'desc'])(
    'has allocations by day, %s, and by symbol within a day, on pages of any length',
    async (order) => {
      const days = order === 'asc' ? ['2024-01-31', '2024-02-29'] : ['2024-02-29', '2024-01-31'];
      const wanted = days.flatMap((date) => ['AAA', 'B.B', 'C', 'Z-Z'].map((symbol) => `${date} ${symbol} 0.25`));
      for (const limit of [1, 2, 3, 4, 5, 8, 9]) {
        const pages = await readPages<{ date: string; symbol: string; weight: number }>(
          app.url,
          `/api/v1/indices/one/allocations?order=${order}&limit=${limit}`,
        );
        expect(pages.flat().map(({ date, symbol, weight }) => `${date} ${symbol} ${weight}`)).toEqual(wanted);
      }
    },
  );

  it('has risk metrics in which null is undefined', async () => {
    const { data } = await json<Page<Record<string, unknown>>>(fetch(`${app.url}/api/v1/indices/one/risk-metrics`));
    expect(data.map(({ totalReturn }) => totalReturn)).toEqual(DOUBLES.map((value) => -value));
    expect(data[0]).toMatchObject({ date: '2024-01-01', var95: null, var99: null, informationRatio: null, runId: 1 });
    expect(Object.keys(data[0] ?? {})).toHaveLength(17);
  });

  it.each(['/index-values?index=other', '/indices/other/allocations', '/indices/other/risk-metrics'])(
    'is empty where nothing is computed yet: %s',
    async (path) => {
      expect(await json(fetch(`${app.url}/api/v1${path}`))).toEqual({ data: [], nextCursor: null });
    },
  );

  it.each(['/index-values?index=one', '/indices/one/allocations', '/indices/one/risk-metrics'])(
    'is one thing in JSON, CSV and NDJSON, and unchanged with its tag: %s',
    async (path) => {
      const get = (Accept: string): Promise<Response> => fetch(`${app.url}/api/v1${path}`, { headers: { Accept } });
      const { data } = await json<Page<Record<string, number | string | null>>>(get('application/json'));
      const lines = (await (await get('application/x-ndjson')).text()).split('\n').slice(0, -1);
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(data);
      const csv = (await (await get('text/csv')).text()).split('\n').slice(0, -1);
      expect(csv[0]).toBe(Object.keys(data[0] ?? {}).join(','));
      const cells = csv
        .slice(1)
        .map((line) => line.split(',').map((cell) => (Number.isNaN(Number(cell)) ? cell : Number(cell))));
      expect(cells).toEqual(data.map((row) => Object.values(row).map((value) => value ?? 0)));
      const tag = (await get('application/json')).headers.get('etag') ?? '';
      const again = await fetch(`${app.url}/api/v1${path}`, { headers: { 'If-None-Match': tag } });
      expect(again.status).toBe(304);
    },
  );

  it.each(['/indices/nobody/allocations', '/indices/nobody/risk-metrics'])(
    'names an index that is none: %s',
    async (path) => {
      const answer = await fetch(`${app.url}/api/v1${path}`);
      expect([answer.status, (await json<{ detail: string }>(answer)).detail]).toEqual([
        404,
        'There is no index nobody.',
      ]);
    },
  );
});
