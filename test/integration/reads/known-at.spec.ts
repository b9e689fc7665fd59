import fc from 'fast-check';
import { json } from '../../support/json';
import { startTestApp, TestApp } from '../../support/app';
import { selectRows } from '../../support/stored-prices';
import { known, Page, PriceRow, readPages } from './answers';
import { Close, KnownClose, RecordedMarket } from './recorded-market';

const SYMBOLS = ['AAA', 'BBB'];

/** A run that stores some closes of ten days and removes others. */
const change = fc.uniqueArray(
  fc.record({
    symbol: fc.constantFrom(...SYMBOLS),
    date: fc.integer({ min: 1, max: 10 }).map((day) => `2024-01-${String(day).padStart(2, '0')}`),
    close: fc.integer({ min: 1, max: 9_999 }).map((cents) => `${cents / 100}`),
    removed: fc.boolean(),
  }),
  { selector: ({ symbol, date }) => `${symbol} ${date}`, minLength: 1, maxLength: 12 },
);

describe('what was known at an instant', () => {
  let app: TestApp;
  let market: RecordedMarket;

  beforeAll(async () => {
    app = await startTestApp();
    market = await RecordedMarket.open(app.database.url, SYMBOLS);
  });

  afterAll(async () => {
    await market.close();
    await app.close();
  });

  const knownAt = async (instant: string, more = ''): Promise<KnownClose[]> => {
    const pages = await readPages<PriceRow>(
      app.url,
      `/api/v1/prices?symbols=BBB,AAA&knownAt=${encodeURIComponent(instant)}${more}`,
    );
    return pages.flat().map(known);
  };

  it('is what the runs until then had stored, whatever was stored, corrected, removed and stored again', async () => {
    const changes = fc.sample(change, 12);
    for (const rows of changes) {
      await market.record(
        rows.filter(({ removed }) => !removed),
        rows.filter(({ removed }) => removed),
      );
    }
    for (const [version, instant] of market.instants.entries()) {
      const wanted = market.known[version] ?? [];
      const limit = `&limit=${1 + (version % 4)}`;
      expect({ version, rows: await knownAt(instant) }).toEqual({ version, rows: wanted });
      expect({ version, rows: await knownAt(instant, limit) }).toEqual({ version, rows: wanted });
    }
  });

  it('is exact to the microsecond and understood in any zone', async () => {
    const instant = market.instants[2] ?? '';
    const [before] = await selectRows<{ instant: string }>(
      app.database.url,
      `select to_char($1::timestamptz at time zone 'UTC' - interval '1 microsecond', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as instant`,
      [instant],
    );
    expect(await knownAt(before?.instant ?? '')).toEqual(market.known[1]);
    expect(await knownAt(instant)).toEqual(market.known[2]);
    const local = `${new Date(Date.parse(instant) + 3_600_000).toISOString().slice(0, 19)}${instant.slice(19, -1)}+01:00`;
    expect(await knownAt(local)).toEqual(market.known[2]);
    expect(await knownAt('2199-01-01T00:00:00Z')).toEqual(market.newest);
  });

  it('keeps its days in order and in range', async () => {
    const [instant, rows] = [market.instants[6] ?? '', market.known[6] ?? []];
    const wanted = rows.filter(({ date }) => date >= '2024-01-03' && date <= '2024-01-06');
    expect(await knownAt(instant, '&from=2024-01-03&to=2024-01-06')).toEqual(wanted);
    const backwards = await knownAt(instant, '&from=2024-01-03&to=2024-01-06&order=desc&limit=1');
    expect(backwards).toEqual(SYMBOLS.flatMap((name) => wanted.filter(({ symbol }) => symbol === name).reverse()));
  });

  it('names the run and the instant that stored each row', async () => {
    // The first runs may have removed only.
    const first = market.known.findIndex((rows) => rows.length > 0);
    const { data } = await json<Page<PriceRow>>(
      fetch(`${app.url}/api/v1/prices?symbols=AAA,BBB&knownAt=${market.instants[first] ?? ''}`),
    );
    expect(new Set(data.map(({ recordedAt }) => recordedAt))).toEqual(new Set([market.instants[first]]));
    expect(new Set(data.map(({ runId }) => runId)).size).toBe(1);
  });

  it('holds for the newest prices too', async () => {
    for (const [version, instant] of market.instants.entries()) {
      const answer = fetch(`${app.url}/api/v1/prices/latest?symbols=BBB,AAA&knownAt=${instant}`);
      const newest = SYMBOLS.flatMap((name) =>
        (market.known[version] ?? []).filter(({ symbol }) => symbol === name).slice(-1),
      );
      expect((await json<Page<PriceRow>>(answer)).data.map(known)).toEqual(newest);
    }
  });

  it('is the same data in a stream', async () => {
    const answer = await fetch(`${app.url}/api/v1/prices?symbols=AAA,BBB&knownAt=${market.instants[5] ?? ''}`, {
      headers: { Accept: 'application/x-ndjson' },
    });
    const rows = (await answer.text()).trim().split('\n');
    expect(rows.map((line) => known(JSON.parse(line) as Close & KnownClose))).toEqual(market.known[5]);
  });
});
