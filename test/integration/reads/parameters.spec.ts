import { json } from '../../support/json';
import { startTestApp, TestApp } from '../../support/app';
import { days, RecordedMarket } from './recorded-market';

const GOOD: readonly [string, string][] = [
  ['symbols', 'AAA,BBB'],
  ['from', '2024-02-29'],
  ['to', '2199-12-31'],
  ['order', 'desc'],
  ['limit', '1'],
  ['limit', '5000'],
  ['shape', 'columns'],
  ['knownAt', '2024-03-28T21:00:00.123456Z'],
  ['knownAt', '2024-03-28T21:00:00%2B02:00'],
];

const BAD: readonly [string, string][] = [
  ...['', ',', 'AAA,', 'AAA,AAA', 'aaa', 'A A', 'A%00', 'ABCDEFGHIJKLMNOPQRSTU', 'A;B', '%27'].map(
    (value): [string, string] => ['symbols', value],
  ),
  ...['', '2024', '2024-02-30', '2024-1-1', '2024-W10', '20240101', '2024-01-01T00:00:00Z', 'today'].flatMap(
    (value): [string, string][] => [
      ['from', value],
      ['to', value],
    ],
  ),
  ...['', 'ASC', 'up', '1'].map((value): [string, string] => ['order', value]),
  ...['', '0', '-1', '5001', '1e2', '0x10', '%205', '1.5', '05', 'ten'].map((value): [string, string] => [
    'limit',
    value,
  ]),
  ...['', 'row', 'COLUMNS'].map((value): [string, string] => ['shape', value]),
  ...['', '2024-03-28', '2024-03-28T21:00:00', '2024-03-28T25:00:00Z', '2024-02-30T21:00:00Z', 'now'].map(
    (value): [string, string] => ['knownAt', value],
  ),
  ['other', '1'],
  ['symbol', 'AAA'],
  ['constructor', '1'],
];

describe('the parameters of a series', () => {
  let app: TestApp;
  let market: RecordedMarket;

  beforeAll(async () => {
    app = await startTestApp();
    market = await RecordedMarket.open(app.database.url, ['AAA', 'BBB']);
    await market.record([...days('AAA', '2024-01-01', 3), ...days('BBB', '2024-01-01', 3)]);
  });

  afterAll(async () => {
    await market.close();
    await app.close();
  });

  const query = (name: string, value: string): string =>
    `${app.url}/api/v1/prices?${name === 'symbols' ? '' : 'symbols=AAA&'}${name}=${value}`;

  it.each(GOOD)('%s may be %s', async (name, value) => {
    expect((await fetch(query(name, value))).status).toBe(200);
  });

  it.each(BAD)('%s may not be "%s"', async (name, value) => {
    const answer = await fetch(query(name, value));
    const problem = await json<{ status: number; errors: { pointer: string }[] }>(answer);
    expect([answer.status, problem.errors.map(({ pointer }) => pointer)]).toEqual([400, [`/${name}`]]);
  });

  it.each(['symbols=AAA&limit=1&limit=2', 'symbols=AAA&symbols=AAA', 'symbols[]=AAA', 'from=2024-01-01'])(
    '%s is refused',
    async (text) => {
      expect((await fetch(`${app.url}/api/v1/prices?${text}`)).status).toBe(400);
    },
  );

  it('refuses a last day before the first', async () => {
    const answer = await fetch(`${app.url}/api/v1/prices?symbols=AAA&from=2024-01-02&to=2024-01-01`);
    const problem = await json<{ errors: { pointer: string }[] }>(answer);
    expect([answer.status, problem.errors[0]?.pointer]).toEqual([400, '/to']);
  });

  it('takes the first and the last day inclusively', async () => {
    const answer = fetch(`${app.url}/api/v1/prices?symbols=AAA&from=2024-01-02&to=2024-01-02`);
    expect((await json<{ data: { date: string }[] }>(answer)).data.map(({ date }) => date)).toEqual(['2024-01-02']);
  });

  it('takes a hundred symbols and no more', async () => {
    const symbols = Array.from({ length: 101 }, (_unused, number) => `N${number}`);
    expect((await fetch(query('symbols', symbols.slice(1).join(',')))).status).toBe(404);
    expect((await fetch(query('symbols', symbols.join(',')))).status).toBe(400);
  });

  it.each(['/prices?symbols=AAA,NOBODY', '/prices/latest?symbols=NOBODY', '/index-values?index=nobody'])(
    'names what does not exist: %s',
    async (path) => {
      const answer = await fetch(`${app.url}/api/v1${path}`);
      expect(answer.status).toBe(404);
      expect((await json<{ detail: string }>(answer)).detail).toMatch(/^There is no (asset NOBODY|index nobody)\.$/);
    },
  );
});
