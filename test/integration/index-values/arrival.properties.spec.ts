import fc from 'fast-check';
import { AssetsService } from '../../../src/assets';
import { IndexDefinitionsService } from '../../../src/index-values';
import { ImportPricesService, PriceHistory, type PriceBar } from '../../../src/prices';
import { runInContext } from '../../../src/platform/request-context';
import { startTestApp, type TestApp } from '../../support/app';
import { weekdays } from '../../support/csv-market';
import { selectRows } from '../../support/stored-prices';

/** Hundreds of imports and rebuilds take a while where a machine is busy. */
jest.setTimeout(300_000);

const REQUESTER = { name: 'test' };
const ASSETS = ['A', 'B', 'C', 'D'];
const DAYS = weekdays('2024-01-02', 110);

interface Close {
  readonly asset: string;
  readonly date: string;
  readonly close: string;
}

/** Short windows: a rebuild resumes 66 days before a rebalance at the earliest. */
const SHORT_WINDOWS = { lookback_days: 2, momentum_lookback_days: 1, min_history_days: 1, max_stale_days: 1 };

/** Closes with gaps but for one asset, and moves too small for a rule to doubt them, whatever is stored already. */
const market: fc.Arbitrary<Close[]> = fc
  .array(fc.record({ asset: fc.constantFrom(...ASSETS), day: fc.nat(DAYS.length - 1), cents: fc.nat(1_000) }), {
    minLength: 60,
    maxLength: 200,
  })
  .map((picked) => {
    const always = DAYS.map((date, day): [string, number] => [`A ${date}`, 10_000 + ((day * 37) % 1_000)]);
    const sometimes = picked.map(({ asset, day, cents }): [string, number] => [
      `${asset} ${DAYS[day]}`,
      10_000 + cents,
    ]);
    const closeOf = new Map([...always, ...sometimes]);
    return [...closeOf].map(([key, cents]) => {
      const [asset = '', date = ''] = key.split(' ');
      return { asset, date, close: (cents / 100).toFixed(2) };
    });
  });

/** The same closes at once, and in parts of any size: in the order of days, as they do from day to day, or in any other. */
const arrivals = market.chain((closes) =>
  fc.record({
    closes: fc.constant(closes),
    reordered: fc.oneof(
      fc.constant(closes.toSorted((left, right) => (left.date < right.date ? -1 : 1))),
      fc.shuffledSubarray(closes, { minLength: closes.length, maxLength: closes.length }),
    ),
    cuts: fc.array(fc.nat(closes.length), { minLength: 1, maxLength: 4 }),
    frequency: fc.constantFrom('daily', 'weekly', 'monthly'),
  }),
);

describe('indices over prices that arrive', () => {
  let service: TestApp;
  let worlds = 0;

  beforeAll(async () => {
    service = await startTestApp();
  });

  afterAll(() => service.close());

  const inContext = <Result>(work: () => Promise<Result>): Promise<Result> => runInContext('test', work);

  /** Assets of their own and an index of each method over them. */
  async function openWorld(frequency: string): Promise<string> {
    const world = `W${(worlds += 1)}`;
    const assets = service.app.get(AssetsService, { strict: false });
    const constituents = ASSETS.map((asset) => `${world}.${asset}`);
    for (const symbol of constituents) {
      await inContext(() => assets.create({ symbol, name: symbol, kind: 'equity', currency: 'USD', sector: null }));
    }
    const benchmark = `${world}.A`;
    for (const [method, configuration] of [
      ['autoindex-v1', { rebalance_frequency: frequency }],
      ['chained', { rebalance_frequency: frequency, ...SHORT_WINDOWS }],
    ] as const) {
      const index = { slug: slugOf(world, method), name: world, method, configuration, constituents, benchmark };
      await inContext(() => service.app.get(IndexDefinitionsService, { strict: false }).create(index, REQUESTER));
    }
    return world;
  }

  async function arrive(world: string, closes: readonly Close[]): Promise<object> {
    const bars = closes.map(({ asset, date, close }, position): PriceBar => {
      return { symbol: `${world}.${asset}`, date, close, open: '', high: '', low: '', volume: '', line: position + 2 };
    });
    const imports = service.app.get(ImportPricesService, { strict: false });
    const run = await inContext(() =>
      imports.import({ bars: [bars], origin: 'closes.csv', requester: REQUESTER, createAssets: false }),
    );
    expect(run.counts).toMatchObject({ read: closes.length, quarantined: 0 });
    return run.counts;
  }

  /** Every number of both indices as the text that reads back as the same double, in the names of the assets. */
  function computed(world: string): Promise<object[]> {
    return selectRows(
      service.database.url,
      `with own as (select id, method from indices where slug = any($1))
       select method, 'value' as what, date::text, '' as asset, value::text as numbers
         from index_values join own on own.id = index_id
       union all select method, 'weight', date::text, split_part(symbol, '.', 2), weight::text
         from allocations join own on own.id = index_id join assets on assets.id = asset_id
       union all select method, 'risk', date::text, '', (to_jsonb(risk) - 'index_id' - 'run_id')::text
         from risk_metrics risk join own on own.id = index_id
       order by 1, 2, 3, 4`,
      [['autoindex-v1', 'chained'].map((method) => slugOf(world, method))],
    );
  }

  /** The place and the writer of every row there is: an update that changes nothing shows too. */
  function everyRow(): Promise<object[]> {
    const tables = ['prices', 'price_revisions', 'quarantined_prices', 'indices', 'data_version'];
    const series = ['index_values', 'allocations', 'risk_metrics'].flatMap((table) => [
      table,
      `${table.replace(/s$/, '')}_revisions`,
    ]);
    return selectRows(
      service.database.url,
      [...tables, ...series]
        .map(
          (table) => `select '${table}' as name, ctid::text, xmin::text, to_jsonb(${table})::text as row from ${table}`,
        )
        .join(' union all ') + ' order by 1, 2',
    );
  }

  it('are the same doubles in whatever order and parts the prices arrive', async () => {
    const copyCloses = jest.spyOn(service.app.get(PriceHistory, { strict: false }), 'copyCloses');
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ closes, reordered, cuts, frequency }) => {
        const atOnce = await openWorld(frequency);
        await arrive(atOnce, closes);
        const inParts = await openWorld(frequency);
        const edges = [0, ...cuts.sort((left, right) => left - right), reordered.length];
        for (const [position, edge] of edges.slice(1).entries()) {
          await arrive(inParts, reordered.slice(edges[position], edge));
        }
        const expected = await computed(atOnce);
        expect(expected.length).toBeGreaterThan(100);
        expect(await computed(inParts)).toEqual(expected);
      }),
      { numRuns: 12 },
    );
    expect(copyCloses.mock.calls.filter(([, from]) => from !== undefined).length).toBeGreaterThan(0);
    copyCloses.mockRestore();
  });

  it('and their prices: storing the same file twice changes not one row', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ closes, reordered, frequency }) => {
        const world = await openWorld(frequency);
        await arrive(world, closes);
        const before = await everyRow();
        expect(await arrive(world, reordered)).toMatchObject({ new: 0, changed: 0, same: closes.length });
        expect(await everyRow()).toEqual(before);
      }),
      { numRuns: 5 },
    );
  });
});

function slugOf(world: string, method: string): string {
  return `${world.toLowerCase()}-${method}`;
}
