import { parse } from 'papaparse';
import { json } from '../../support/json';
import { startTestApp, TestApp } from '../../support/app';
import { Page, PriceRow, readLines } from './answers';
import { days, RecordedMarket } from './recorded-market';

const HARD_SOURCE = 'a "quoted", source\r\nwith\ttabs, a \\ and ü{}';
const textOf = (value: string | number | null): string => (value === null ? '' : String(value));
const EXACT = ['0.000001', '123456789012345.123456', '10.50', '100', '0.1', '9007199254740993'];

describe('the forms of an answer', () => {
  let app: TestApp;
  let market: RecordedMarket;

  beforeAll(async () => {
    app = await startTestApp();
    market = await RecordedMarket.open(app.database.url, ['EUR/USD', 'GC=F', 'BRK.B', '^GSPC', 'CRLF', 'EXACT']);
    await market.record([
      ...['EUR/USD', 'GC=F', 'BRK.B', '^GSPC'].flatMap((symbol) => days(symbol, '2024-01-01', 3)),
      { symbol: 'CRLF', date: '2024-01-01', close: '1', source: HARD_SOURCE },
      ...days('EXACT', '2024-01-01', EXACT.length).map((row, day) => ({ ...row, close: EXACT[day] ?? '' })),
    ]);
  });

  afterAll(async () => {
    await market.close();
    await app.close();
  });

  const get = (query: string, accept?: string): Promise<Response> =>
    fetch(`${app.url}/api/v1/prices?${query}`, accept === undefined ? {} : { headers: { Accept: accept } });

  it('are JSON, CSV and NDJSON of the same rows', async () => {
    const query = 'symbols=BRK.B,CRLF,EXACT';
    const { data } = await json<Page<Record<string, string | number | null>>>(get(query));
    expect(data).toHaveLength(4 + EXACT.length);
    expect(await readLines(app.url, `/api/v1/prices?${query}`)).toEqual(data);
    const csv = parse<Record<string, string>>(await (await get(query, 'text/csv')).text(), { header: true });
    expect(csv.data.at(-1)).toEqual({ symbol: '' });
    const text = (row: Record<string, string | number | null>): unknown[] =>
      Object.values(row).map((value) => textOf(value));
    const numbers = new Set(['close', 'runId']);
    const sameNumbers = (row: Record<string, string>): unknown[] =>
      Object.entries(row).map(([name, value]) => (numbers.has(name) ? String(Number(value)) : value));
    expect(csv.data.slice(0, -1).map(sameNumbers)).toEqual(data.map(text));
    expect(csv.meta.fields).toEqual(Object.keys(data[0] ?? {}));
  });

  it('are JSON in columns of the same rows', async () => {
    const { data } = await json<Page<Record<string, unknown>>>(get('symbols=BRK.B,CRLF'));
    const columns = await json<{ data: Record<string, unknown[]> }>(get('symbols=BRK.B,CRLF&shape=columns'));
    expect(Object.keys(columns.data)).toEqual(Object.keys(data[0] ?? {}));
    for (const [name, values] of Object.entries(columns.data)) expect(values).toEqual(data.map((row) => row[name]));
  });

  it('print a decimal digit by digit as it was stored', async () => {
    const text = await (await get('symbols=EXACT')).text();
    expect([...text.matchAll(/"close":([^,]+),/g)].map(([, digits]) => digits)).toEqual(EXACT);
    const csv = await (await get('symbols=EXACT', 'text/csv')).text();
    expect(
      csv
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',')[2]),
    ).toEqual(EXACT);
  });

  it('keep every character of a source', async () => {
    const { data } = await json<Page<PriceRow>>(get('symbols=CRLF'));
    expect(data.map(({ source }) => source)).toEqual([HARD_SOURCE]);
  });

  it.each([
    ['EUR/USD', 'EUR%2FUSD'],
    ['EUR/USD', 'EUR/USD'],
    ['^GSPC', '%5EGSPC'],
    ['^GSPC', '^GSPC'],
    ['BRK.B', 'BRK.B'],
    ['GC=F', 'GC%3DF'],
    ['GC=F', 'GC=F'],
  ])('serve %s written %s', async (symbol, written) => {
    const { data } = await json<Page<PriceRow>>(get(`symbols=${written}&limit=2`));
    expect(data.map((row) => row.symbol)).toEqual([symbol, symbol]);
    const next = (await get(`symbols=${written}&limit=2`)).headers.get('link')?.slice(1).split('>')[0] ?? '';
    expect((await json<Page<PriceRow>>(fetch(`${app.url}${next}`))).data.map((row) => row.date)).toEqual([
      '2024-01-03',
    ]);
  });

  it.each([
    [undefined, 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json; charset=utf-8'],
    ['application/json;q=0.5, text/csv', 'text/csv; charset=utf-8; header=present'],
    ['text/csv;q=0.5, application/json', 'application/json; charset=utf-8'],
    ['text/*', 'text/csv; charset=utf-8; header=present'],
    ['application/json;q=0, */*;q=0.1', 'text/csv; charset=utf-8; header=present'],
    ['application/x-ndjson;q=0.9,text/csv;q=0.8', 'application/x-ndjson'],
    ['', 'application/json; charset=utf-8'],
    ['application/json; charset=utf-8', 'application/json; charset=utf-8'],
    ['text/csv; charset=utf-8; header=present', 'text/csv; charset=utf-8; header=present'],
    ['text/csv; charset="utf-8, or so"; q=0.9, application/json;q=0.5', 'text/csv; charset=utf-8; header=present'],
    ['application/json; charset=utf-8; q=0.1, text/csv;header=absent', 'text/csv; charset=utf-8; header=present'],
  ])('are chosen by Accept: %s', async (accept, type) => {
    const answer = await get('symbols=BRK.B', accept);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    expect(answer.headers.get('vary')).toMatch(/\bAccept\b/);
    await answer.text();
  });

  it.each(['text/html', 'application/xml, image/*', 'application/json;q=0'])(
    'are refused to Accept: %s',
    async (accept) => {
      const answer = await get('symbols=BRK.B', accept);
      expect(answer.status).toBe(406);
      expect((await json<{ detail: string }>(answer)).detail).toContain('text/csv');
    },
  );

  it('are the same when compressed', async () => {
    const { data } = await json<Page<PriceRow>>(get('symbols=EXACT'));
    for (const encoding of ['gzip', 'br', 'identity']) {
      const answer = await fetch(`${app.url}/api/v1/prices?symbols=EXACT`, {
        headers: { 'Accept-Encoding': encoding },
      });
      expect((await json<Page<PriceRow>>(answer)).data).toEqual(data);
    }
  });

  it('stop a stream at the limit that is given', async () => {
    expect(await readLines(app.url, '/api/v1/prices?symbols=BRK.B,EXACT&limit=4')).toHaveLength(4);
  });
});
