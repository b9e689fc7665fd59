import fc from 'fast-check';
import { IndexDefinitionsService } from '../../../src/index-values';
import { runInContext } from '../../../src/platform/request-context';
import { ImportPricesService, PriceBar } from '../../../src/prices';
import { startTestApp, TestApp } from '../../support/app';
import { selectRows } from '../../support/stored-prices';
import { PriceApplication, priceApplication } from './price-application';

const somebody = { name: 'test' };
const ASSETS = ['A', 'B', 'C'];
const DAYS = Array.from({ length: 60 }, (_, day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10));

/** Daily moves in thousandths, and numbers to order the rows by, one of each for every row. */
const arrivals = fc.record({
  moves: fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 180, maxLength: 180 }),
  order: fc.array(fc.nat(), { minLength: 180, maxLength: 180 }),
  batches: fc.integer({ min: 2, max: 5 }),
});

/** Closes that wander, asset by asset and day by day. */
function marketOf(prefix: string, moves: readonly number[]): PriceBar[] {
  return ASSETS.flatMap((name, asset) => {
    let close = 100;
    return DAYS.map((date, day) => {
      close *= 1 + (moves[asset * DAYS.length + day] ?? 0) / 1_000;
      return { symbol: `${prefix}${name}`, date, close: close.toFixed(4) };
    });
  });
}

/** The rows in the order of the numbers, dealt out to so many batches. */
function mixed(bars: readonly PriceBar[], order: readonly number[], batches: number): PriceBar[][] {
  const shuffled = bars
    .map((bar, at) => ({ bar, rank: order[at] ?? 0 }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ bar }) => bar);
  return Array.from({ length: batches }, (_, batch) => shuffled.filter((_bar, at) => at % batches === batch));
}

describe('prices in any order of arrival', () => {
  let service: TestApp;
  let markets = 0;

  beforeAll(async () => {
    service = await startTestApp();
  });

  afterAll(() => service.close());

  const store = (bars: readonly PriceBar[]): Promise<unknown> => {
    const request = { bars: [bars], origin: 'test', requester: somebody, createAssets: true };
    return runInContext('test', () => service.app.get(ImportPricesService).import(request));
  };

  /** Indices of both methods over assets of their own: all that is computed of them as the batches arrive. */
  async function computedFrom(batchesOf: (prefix: string) => PriceBar[][]): Promise<{ method: string }[]> {
    const prefix = `M${++markets}`;
    const constituents = ASSETS.map((name) => `${prefix}${name}`);
    await store(constituents.map((symbol) => ({ symbol, date: '2023-12-31', close: '100' })));
    for (const method of ['autoindex-v1', 'chained']) {
      const index = { slug: `${prefix}-${method}`.toLowerCase(), name: prefix, method, constituents };
      await runInContext('test', () => service.app.get(IndexDefinitionsService).create(index, somebody));
    }
    for (const batch of batchesOf(prefix)) await store(batch);
    return selectRows(
      service.database.url,
      `select method, date::text, '' as asset, value::text as number
         from index_values join indices i on i.id = index_id where i.name = $1
       union all select method, date::text, right(a.symbol, 1), weight::text
         from allocations join indices i on i.id = index_id join assets a on a.id = asset_id where i.name = $1
       union all select method, date::text, 'all', row(total_return, volatility, max_drawdown, var_95)::text
         from risk_metrics join indices i on i.id = index_id where i.name = $1
       order by 1, 2, 3, 4`,
      [prefix],
    );
  }

  it('give the same values, weights and risk bit for bit', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ moves, order, batches }) => {
        const expected = await computedFrom((prefix) => [marketOf(prefix, moves)]);
        expect(new Set(expected.map(({ method }) => method)).size).toBe(2);
        expect(expected.length).toBeGreaterThan(2 * DAYS.length);
        expect(await computedFrom((prefix) => mixed(marketOf(prefix, moves), order, batches))).toEqual(expected);
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });
});

describe('a file that is stored twice', () => {
  let application: PriceApplication;

  beforeAll(async () => {
    application = await priceApplication();
  });

  afterAll(() => application.close());

  const STORED = ['assets', 'prices', 'price_revisions', 'quarantined_prices', 'data_version'];
  const days = DAYS.slice(0, 12).concat('2024-02-30', '2024-06-28', '2030-01-01', 'yesterday');
  const closes = ['10', '10.00', '10.1', '19', '20', '40', '100', '1000', '1e3', 'NaN', '-1', '0', ''];
  const line = fc.record({
    symbol: fc.constantFrom('AAA', 'BBB', 'aaa'),
    date: fc.constantFrom(...days),
    close: fc.constantFrom(...closes),
    open: fc.constantFrom('', '10', '11'),
  });

  it('changes not one row the second time, whatever is wrong with it', async () => {
    const rows = (): Promise<unknown[][]> =>
      Promise.all(STORED.map((table) => application.rows(`select ctid, xmin, t.* from ${table} t order by ctid`)));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 40 }), async (lines) => {
        const text = lines
          .map(({ symbol, date, close, open }) => `${symbol} ${date} ${close || 'x'} ${open}`)
          .join('\n');
        await application.store(text);
        const stored = await rows();
        await application.store(text);
        expect(await rows()).toEqual(stored);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
});
