import { createHash } from 'node:crypto';
import { json } from '../../support/json';
import { startTestApp, TestApp } from '../../support/app';
import { known, Page, PriceRow, readLines, readPages } from './answers';
import { days, KnownClose, RecordedMarket } from './recorded-market';

/** What `/prices?symbols=BBB` would give out for a position, had it one like this: the digest is no secret. */
function forgedCursor(payload: string): string {
  const query = JSON.stringify(['prices', ['BBB'], null, null, 'asc', null, null]);
  const digest = createHash('sha256')
    .update(JSON.stringify([1, query, payload]))
    .digest()
    .subarray(0, 9);
  return Buffer.concat([digest, Buffer.from(payload)]).toString('base64url');
}

const ORDERS = ['asc', 'desc'] as const;

describe('pages of prices', () => {
  let app: TestApp;
  let market: RecordedMarket;
  let correction = 500;

  beforeAll(async () => {
    app = await startTestApp();
    market = await RecordedMarket.open(app.database.url, ['BBB', 'AAA', 'A.A', 'EMPTY']);
    await market.record([
      ...days('BBB', '2024-01-01', 7),
      ...days('AAA', '2024-01-03', 5),
      ...days('A.A', '2024-02-01', 1),
    ]);
  });

  afterAll(async () => {
    await market.close();
    await app.close();
  });

  const sorted = (order: 'asc' | 'desc'): KnownClose[] =>
    [...market.newest].sort((a, b) => {
      if (a.symbol !== b.symbol) return a.symbol < b.symbol ? -1 : 1;
      return (order === 'asc' ? 1 : -1) * (a.date < b.date ? -1 : 1);
    });

  it.each(ORDERS)('hold every row once, whatever their length, days %s', async (order) => {
    for (const limit of [1, 2, 3, 5, 12, 13, 14]) {
      const pages = await readPages<PriceRow>(
        app.url,
        `/api/v1/prices?symbols=BBB,EMPTY,A.A,AAA&order=${order}&limit=${limit}`,
      );
      expect(pages.flat().map(known)).toEqual(sorted(order));
      expect(pages).toHaveLength(Math.ceil(13 / limit));
    }
  });

  it.each(ORDERS)('hold what the stream holds, days %s', async (order) => {
    const query = `/api/v1/prices?symbols=BBB,A.A,AAA&order=${order}&from=2024-01-02&to=2024-01-05`;
    const pages = await readPages<PriceRow>(app.url, `${query}&limit=2`);
    expect(pages.flat()).toEqual(await readLines(app.url, query));
    expect(pages.flat().map(known)).toEqual(
      sorted(order).filter(({ date }) => date >= '2024-01-02' && date <= '2024-01-05'),
    );
  });

  it.each(ORDERS)('are all of the version that the first was read from, days %s', async (order) => {
    const before = sorted(order);
    const pages = await readPages<PriceRow>(
      app.url,
      `/api/v1/prices?symbols=AAA,BBB,A.A&order=${order}&limit=2`,
      async () => {
        const [overwritten, removed] = [market.newest[1], market.newest[4]];
        if (overwritten === undefined || removed === undefined) throw new Error('the market is empty');
        await market.record(
          [{ ...overwritten, close: `${correction++}` }, ...days('AAA', `20${correction - 480}-01-01`, 1)],
          [removed],
        );
      },
    );
    expect(pages.flat().map(known)).toEqual(before);
    const [after] = await readPages<PriceRow>(app.url, `/api/v1/prices?symbols=AAA,BBB,A.A&order=${order}`);
    expect(after?.map(known)).toEqual(sorted(order));
  });

  it('may have another length or shape than the one before', async () => {
    const first = await json<Page<PriceRow>>(fetch(`${app.url}/api/v1/prices?symbols=BBB&limit=2`));
    const rest = await json<{ data: { date: string[] } }>(
      fetch(`${app.url}/api/v1/prices?symbols=BBB&limit=100&shape=columns&cursor=${first.nextCursor}`),
    );
    const all = market.newest.filter(({ symbol }) => symbol === 'BBB').map(({ date }) => date);
    expect([...first.data.map(({ date }) => date), ...rest.data.date]).toEqual(all);
  });

  it('go on in columns as they do in rows', async () => {
    const read = async (cursor: string): Promise<[string[], string | null]> => {
      const { data, nextCursor } = await json<{
        data: { symbol: string[]; date: string[] };
        nextCursor: string | null;
      }>(fetch(`${app.url}/api/v1/prices?symbols=BBB,AAA&limit=4&shape=columns${cursor}`));
      return [data.symbol.map((symbol, row) => `${symbol} ${data.date[row]}`), nextCursor];
    };
    const keys: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const [page, next]: [string[], string | null] = await read(cursor === '' ? '' : `&cursor=${cursor}`);
      keys.push(...page);
      cursor = next;
    }
    const wanted = market.newest.filter(({ symbol }) => symbol !== 'A.A');
    expect(keys).toEqual(wanted.map(({ symbol, date }) => `${symbol} ${date}`));
  });

  it('refuse a cursor that was changed or belongs to another query, naming it', async () => {
    const { nextCursor } = await json<Page<PriceRow>>(fetch(`${app.url}/api/v1/prices?symbols=BBB&limit=2`));
    const cursor = nextCursor ?? '';
    const changed = Buffer.from(cursor, 'base64url').toString('latin1').replace('2024-01-02', '2024-01-03');
    for (const query of [
      `symbols=BBB&cursor=${cursor.slice(0, -1)}`,
      `symbols=BBB&cursor=${cursor}A`,
      `symbols=BBB&cursor=${cursor.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
      `symbols=BBB&cursor=${Buffer.from(changed, 'latin1').toString('base64url')}`,
      `symbols=BBB&cursor=AAAA`,
      `symbols=BBB&cursor=%00`,
      `symbols=BBB&cursor=`,
      `symbols=AAA&cursor=${cursor}`,
      `symbols=AAA,BBB&cursor=${cursor}`,
      `symbols=BBB&order=desc&cursor=${cursor}`,
      `symbols=BBB&from=2024-01-01&cursor=${cursor}`,
      `symbols=BBB&to=2024-01-09&cursor=${cursor}`,
      `symbols=BBB&knownAt=2030-01-01T00:00:00Z&cursor=${cursor}`,
    ]) {
      const answer = await fetch(`${app.url}/api/v1/prices?${query}`);
      const problem = await json<{ errors: { pointer: string }[] }>(answer);
      expect([query, answer.status, problem.errors.map(({ pointer }) => pointer)]).toEqual([query, 400, ['/cursor']]);
    }
  });

  it.each([
    ['no JSON', 'BBB'],
    ['no list', '{"version":2}'],
    ['nothing', 'null'],
    ['an empty list', '[]'],
    ['another symbol', '[2,"AAA","2024-01-02"]'],
    ['no symbol', '[2,null,"2024-01-02"]'],
    ['a day that is none', '[2,"BBB","2024-02-30"]'],
    ['a day and more', `[2,"BBB","2024-01-02' or true"]`],
    ['no version', '["2","BBB","2024-01-02"]'],
    ['half a version', '[1.5,"BBB","2024-01-02"]'],
    ['a version beyond all numbers', '[1e300,"BBB","2024-01-02"]'],
    ['a version before the first', '[-1,"BBB","2024-01-02"]'],
    ['a member with a zero byte', '[2,"BBB","2024-01-02","a\\u0000"]'],
    ['a member where there is none', '[2,"BBB","2024-01-02","BBB"]'],
  ])('refuse a cursor with a forged digest that says %s, naming it', async (_what, payload) => {
    const answer = await fetch(`${app.url}/api/v1/prices?symbols=BBB&cursor=${forgedCursor(payload)}`);
    const problem = await json<{ errors: { pointer: string }[] }>(answer);
    expect([answer.status, problem.errors.map(({ pointer }) => pointer)]).toEqual([400, ['/cursor']]);
  });

  it('take a cursor for what it says, also a forged one', async () => {
    const { nextCursor, data } = await json<Page<PriceRow>>(fetch(`${app.url}/api/v1/prices?symbols=BBB&limit=2`));
    const version = (await json<{ version: number }>(fetch(`${app.url}/api/v1/data-version`))).version;
    expect(forgedCursor(JSON.stringify([version, 'BBB', data.at(-1)?.date]))).toBe(nextCursor);
  });

  it('have at most 1,000 rows where no limit is given', async () => {
    await market.record(days('EMPTY', '2010-01-01', 1_001));
    const pages = await readPages<PriceRow>(app.url, '/api/v1/prices?symbols=EMPTY');
    expect(pages.map((page) => page.length)).toEqual([1_000, 1]);
  });
});
