import { barsOf, PriceApplication, priceApplication } from './price-application';
import { StoreAs } from './store-as';

let application: PriceApplication;

beforeEach(async () => {
  application = await priceApplication();
});
afterEach(() => application.close());

const quarantined = () =>
  application.rows<{ symbol: string; date: string; rule: string }>(
    'select symbol, date, rule, line from quarantined_prices order by id',
  );

it('stores new prices with source and run, and says what changed since when', async () => {
  const run = await application.store('AAPL 2024-06-26 213.25 211.5 214.86 210.64 66213200\nMSFT 2024-06-27 452.85');
  expect(run.counts).toEqual({ read: 2, new: 2, changed: 0, same: 0, protected: 0, quarantined: 0, demoRetired: 0 });
  expect(
    await application.rows('select close, open, high, low, volume, source, run_id::int from prices order by asset_id'),
  ).toEqual([
    {
      close: '213.25',
      open: '211.5',
      high: '214.86',
      low: '210.64',
      volume: '66213200',
      source: 'import',
      run_id: run.runId,
    },
    { close: '452.85', open: null, high: null, low: null, volume: null, source: 'import', run_id: run.runId },
  ]);
  const ids = await application.assets.findBySymbols(['AAPL', 'MSFT']);
  expect(application.listener.changes).toEqual([
    expect.objectContaining({
      runId: run.runId,
      earliestDayByAsset: new Map([
        [ids[0]?.id, '2024-06-26'],
        [ids[1]?.id, '2024-06-27'],
      ]),
    }),
  ]);
});

it('writes not one row when the same batch comes again, from another source too', async () => {
  const lines = 'AAPL 2024-06-25 209.07 1 300 0.5 7\nAAPL 2024-06-26 213.25\nMSFT 2024-06-26 452.16';
  await application.store(lines);
  const before = await application.rows('select xmin, ctid, * from prices order by asset_id, date');
  const again = await application.store(lines.replace('209.07', '209.0700'), { source: 'twelvedata' });
  expect(again.counts).toMatchObject({ read: 3, new: 0, changed: 0, same: 3 });
  expect(await application.rows('select xmin, ctid, * from prices order by asset_id, date')).toEqual(before);
  expect(await application.rows('select * from price_revisions')).toEqual([]);
  expect(await application.rows('select version::int from data_version')).toEqual([{ version: 1 }]);
  expect(application.listener.changes).toHaveLength(1);
});

it('keeps the old value of a changed price, and who superseded it', async () => {
  const first = await application.store('AAPL 2024-06-25 209.07 208 210 207 5\nAAPL 2024-06-26 213.25');
  const second = await application.store('AAPL 2024-06-25 209.08', { source: 'twelvedata' });
  expect(second.counts).toMatchObject({ read: 1, new: 0, changed: 1 });
  expect(
    await application.rows('select close, open, source, run_id::int, superseded_by::int from price_revisions'),
  ).toEqual([{ close: '209.07', open: '208', source: 'import', run_id: first.runId, superseded_by: second.runId }]);
  expect(await application.rows(`select close, open, source from prices where date = '2024-06-25'`)).toEqual([
    { close: '209.08', open: null, source: 'twelvedata' },
  ]);
});

it('keeps open, high, low and volume when a row has only an equal close', async () => {
  await application.store('AAPL 2024-06-25 209.07 208 210 207 5');
  expect((await application.store('AAPL 2024-06-25 209.07')).counts).toMatchObject({ same: 1, changed: 0 });
  expect((await application.store('AAPL 2024-06-25 209.07 208.5')).counts).toMatchObject({ same: 0, changed: 1 });
  expect(await application.rows('select open, high, low, volume from prices')).toEqual([
    { open: '208.5', high: '210', low: '207', volume: '5' },
  ]);
});

it.each([
  ['open', '208.6 210 207 5'],
  ['high', '208.5 211 207 5'],
  ['low', '208.5 210 206 5'],
  ['volume', '208.5 210 207 6'],
])('stores a corrected %s alone, and keeps the old one as superseded', async (_field, corrected) => {
  await application.store('AAPL 2024-06-25 209.07 208.5 210 207 5\nAAPL 2024-06-26 213.25');
  const { counts, runId } = await application.store(`AAPL 2024-06-25 209.07 ${corrected}`);
  expect(counts).toMatchObject({ new: 0, changed: 1, same: 0 });
  const [open, high, low, volume] = corrected.split(' ');
  expect(
    await application.rows("select open, high, low, volume, run_id::int from prices where date = '2024-06-25'"),
  ).toEqual([{ open, high, low, volume, run_id: runId }]);
  expect(await application.rows('select open, high, low, volume from price_revisions')).toEqual([
    { open: '208.5', high: '210', low: '207', volume: '5' },
  ]);
  expect(application.listener.changes.at(-1)).toMatchObject({ runId });
});

it.each(['208.6 210 207 5', '208.5 211 207 5', '208.5 210 206 5', '208.5 210 207 6'])(
  'quarantines two rows of one day that differ in one field: %s',
  async (other) => {
    const lines = `AAPL 2024-06-25 209.07 208.5 210 207 5\nAAPL 2024-06-25 209.07 ${other}\nAAPL 2024-06-26 213.25`;
    expect((await application.store(lines)).counts).toMatchObject({ read: 3, new: 1, quarantined: 2 });
    expect((await quarantined()).map(({ rule }) => rule)).toEqual(['contradiction', 'contradiction']);
  },
);

it('never overwrites a protected price, and counts it', async () => {
  await application.store('AAPL 2024-06-25 209.07\nAAPL 2024-06-26 213.25');
  await application.outside.query(`update prices set protected = true, close = 210 where date = '2024-06-25'`);
  const run = await application.store('AAPL 2024-06-25 209.07\nAAPL 2024-06-26 213.25');
  expect(run.counts).toMatchObject({ read: 2, new: 0, changed: 0, same: 1, protected: 1 });
  expect(await application.stored()).toEqual(['AAPL 2024-06-25 210', 'AAPL 2024-06-26 213.25']);
});

it('takes a repeated row for one, and keeps what it says most', async () => {
  const run = await application.store('AAPL 2024-06-25 209.07\nAAPL 2024-06-25 209.070 208\nAAPL 2024-06-24 208.14');
  expect(run.counts).toMatchObject({ read: 3, new: 2, same: 1, quarantined: 0 });
  expect(await application.rows('select open from prices order by date')).toEqual([{ open: null }, { open: '208' }]);
});

it('quarantines both of two different closes of one day, and stores the rest', async () => {
  const run = await application.store('AAPL 2024-06-24 208.14\nAAPL 2024-06-25 209.07\nAAPL 2024-06-25 209.08');
  expect(run.counts).toMatchObject({ read: 3, new: 1, quarantined: 2 });
  expect(await application.stored()).toEqual(['AAPL 2024-06-24 208.14']);
  expect(await quarantined()).toEqual([
    { symbol: 'AAPL', date: '2024-06-25', rule: 'contradiction', line: 3 },
    { symbol: 'AAPL', date: '2024-06-25', rule: 'contradiction', line: 4 },
  ]);
});

it('quarantines what breaks a rule with line and reason, once, however often it comes', async () => {
  const lines = [
    'AAPL 2024-06-24 208.14',
    'aapl 2024-06-24 208.14',
    'AAPL 2024-02-30 208.14',
    'AAPL 2024-06-25 abc',
    'AAPL 2024-06-25 0',
    'AAPL 2024-06-29 208',
    'AAPL 2024-06-28 208',
    'AAPL 2024-06-25 208 208 207 206',
  ].join('\n');
  const first = await application.store(lines);
  const found = [
    { symbol: 'aapl', date: '2024-06-24', rule: 'symbol', line: 3 },
    { symbol: 'AAPL', date: '2024-02-30', rule: 'calendar-day', line: 4 },
    { symbol: 'AAPL', date: '2024-06-25', rule: 'decimal', line: 5 },
    { symbol: 'AAPL', date: '2024-06-25', rule: 'positive', line: 6 },
    { symbol: 'AAPL', date: '2024-06-29', rule: 'future', line: 7 },
    { symbol: 'AAPL', date: '2024-06-28', rule: 'open-session', line: 8 },
    { symbol: 'AAPL', date: '2024-06-25', rule: 'high-low', line: 9 },
  ];
  expect(first.counts).toMatchObject({ read: 8, new: 1, quarantined: 7 });
  expect(await quarantined()).toEqual(found);
  expect((await application.store(lines)).counts).toMatchObject({ read: 8, same: 1, quarantined: 7 });
  expect(await quarantined()).toEqual(found);
});

it('quarantines the rows of a symbol that no asset has', async () => {
  await application.store('AAPL 2024-06-24 208.14');
  const run = await application.store('AAPL 2024-06-25 209.07\nNOPE 2024-06-25 1', { createAssets: false });
  expect(run.counts).toMatchObject({ new: 1, quarantined: 1 });
  expect(run.unknownSymbols).toEqual(['NOPE']);
  expect(await quarantined()).toEqual([{ symbol: 'NOPE', date: '2024-06-25', rule: 'symbol', line: 3 }]);
});

describe('closes beside their neighbours', () => {
  const quiet = 'AAPL 2024-06-17 100\nAAPL 2024-06-18 101\nAAPL 2024-06-19 102\n';

  it('holds one close in pence back, and stores those around it', async () => {
    const run = await application.store(`${quiet}AAPL 2024-06-20 10150\nAAPL 2024-06-21 101`);
    expect(run.counts).toMatchObject({ new: 4, quarantined: 1 });
    expect(await quarantined()).toEqual([{ symbol: 'AAPL', date: '2024-06-20', rule: 'pence', line: 5 }]);
  });

  it('holds everything after a split on one side back, the bars that agree with each other too', async () => {
    await application.store(quiet);
    const run = await application.store('AAPL 2024-06-20 25.6\nAAPL 2024-06-21 25.7\nAAPL 2024-06-24 26');
    expect(run.counts).toMatchObject({ new: 0, quarantined: 3 });
    expect(new Set((await quarantined()).map(({ rule }) => rule))).toEqual(new Set(['split']));
  });

  it('takes a history that is restated as a whole', async () => {
    await application.store(quiet);
    const run = await application.store(
      'AAPL 2024-06-17 25\nAAPL 2024-06-18 25.25\nAAPL 2024-06-19 25.5\nAAPL 2024-06-20 25.6',
    );
    expect(run.counts).toMatchObject({ new: 1, changed: 3, quarantined: 0 });
  });

  it('does not take a history that is restated in pence', async () => {
    await application.store(quiet);
    const run = await application.store('AAPL 2024-06-18 10100\nAAPL 2024-06-19 10200\nAAPL 2024-06-20 10300');
    expect(run.counts).toMatchObject({ new: 0, changed: 0, quarantined: 3 });
  });

  it('holds the first close after a collapse back, and takes it when the next one confirms it', async () => {
    await application.store(quiet);
    expect((await application.store('AAPL 2024-06-20 8.9')).counts).toMatchObject({ new: 0, quarantined: 1 });
    expect((await application.store('AAPL 2024-06-20 8.9\nAAPL 2024-06-21 7')).counts).toMatchObject({ new: 2 });
  });

  it('judges rows in any order alike', async () => {
    const rows = `${quiet}AAPL 2024-06-20 10150\nAAPL 2024-06-21 101`.split('\n');
    const run = await application.store(rows.reverse().join('\n'));
    expect(run.counts).toMatchObject({ new: 4, quarantined: 1 });
  });

  it('takes the pieces of a history in any order, however far it has come between them', async () => {
    await application.store('AAPL 2020-03-02 100\nAAPL 2020-03-03 101');
    expect((await application.store('AAPL 2024-06-20 200\nAAPL 2024-06-21 201')).counts).toMatchObject({ new: 2 });
    expect((await application.store('AAPL 2022-01-03 10000')).counts).toMatchObject({ new: 1, quarantined: 0 });
  });

  it('holds the same rows when the same batch comes again, beside what was stored of it', async () => {
    const batch = [
      ...['2024-06-03', '2024-06-04', '2024-06-05'].map((day) => `AAPL ${day} 150`),
      ...['2024-06-06', '2024-06-07', '2024-06-10'].map((day) => `AAPL ${day} 40`),
      ...['2024-06-11', '2024-06-12', '2024-06-13', '2024-06-14'].map((day) => `AAPL ${day} 80`),
    ].join('\n');
    expect((await application.store(batch)).counts).toMatchObject({ new: 7, quarantined: 3 });
    expect((await application.store(batch)).counts).toMatchObject({ same: 7, quarantined: 3 });
  });

  it('reads of long histories only what is beside the batch', async () => {
    const symbols = Array.from({ length: 20 }, (_, number) => `S${number}`);
    const batch = (day: string): string => symbols.map((symbol) => `${symbol} ${day} 100`).join('\n');
    await application.store(batch('2024-06-17'));
    await application.outside.query(
      `insert into prices (asset_id, date, close, source, run_id)
       select id, date '2020-01-01' + day, 100, 'import', 1 from generate_series(0, 999) as day, assets`,
    );
    await application.outside.query('analyze prices');
    const reads = await application.get(StoreAs).readsOf([barsOf(`${batch('2024-06-20')}\n${batch('2024-06-21')}`)]);
    expect(reads).toBeLessThan(2_000);
  });

  it('passes what is equal to a stored price without asking', async () => {
    await application.store(quiet);
    await application.outside.query(`update prices set close = 10100 where date = '2024-06-18'`);
    expect((await application.store('AAPL 2024-06-18 10100')).counts).toMatchObject({ same: 1, quarantined: 0 });
  });
});

describe('the demo market', () => {
  it('is retired by the first real prices, corrections of it included, and kept in the revisions', async () => {
    await application.store('AAPL 2024-06-17 1\nAAPL 2024-06-18 1\nMSFT 2024-06-18 1', { source: 'demo' });
    await application.outside.query(`update prices set source = 'manual', protected = true where date = '2024-06-17'`);
    const run = await application.store('AAPL 2024-06-18 214.29');
    expect(run.counts).toMatchObject({ read: 1, new: 1, demoRetired: 3 });
    expect(await application.stored()).toEqual(['AAPL 2024-06-18 214.29']);
    expect(await application.rows('select count(*)::int from price_revisions')).toEqual([{ count: 3 }]);
    expect([...run.earliestDayByAsset.values()]).toEqual(['2024-06-17', '2024-06-18']);
  });

  it('stays while nothing real could be stored', async () => {
    await application.store('AAPL 2024-06-18 1', { source: 'demo' });
    const run = await application.store('AAPL 2024-06-18 abc');
    expect(run.counts).toMatchObject({ quarantined: 1, demoRetired: 0 });
    expect(await application.stored()).toEqual(['AAPL 2024-06-18 1']);
  });

  it('is refused where there are real prices', async () => {
    await application.store('AAPL 2024-06-18 214.29');
    await expect(application.store('MSFT 2024-06-18 1', { source: 'demo' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await application.stored()).toEqual(['AAPL 2024-06-18 214.29']);
  });
});

it('leaves nothing when who computes from prices fails', async () => {
  application.listener.failure = new Error('the index cannot be computed');
  await expect(application.store('AAPL 2024-06-18 214.29\nAAPL 2024-06-19 abc')).rejects.toThrow('cannot be computed');
  for (const table of ['prices', 'quarantined_prices', 'runs', 'assets']) {
    expect(await application.rows(`select * from ${table}`)).toEqual([]);
  }
});
