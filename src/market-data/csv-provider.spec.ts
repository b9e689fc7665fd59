import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CsvProvider } from './csv-provider';

const RANGE = { from: '2024-03-01', to: '2024-03-31' };

describe('csv', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'csv-provider-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function provided(text: string, name = 'prices.csv'): Promise<CsvProvider> {
    const path = join(folder, name);
    await writeFile(path, text);
    return new CsvProvider(path);
  }

  it('reads closes in any order of rows and columns, digit for digit', async () => {
    const provider = await provided(
      '\ufeffdate,symbol,close\r\n2024-03-05,AAPL,170.1200\r\n2024-03-04,AAPL,175.10\r\n\r\n2024-04-01,AAPL,1\r\n2024-03-04,MSFT,414.92',
    );
    expect(await provider.fetchDailyBars({ symbols: ['MSFT', 'AAPL'], ...RANGE })).toEqual([
      {
        kind: 'bars',
        symbol: 'MSFT',
        provider: 'csv',
        currency: 'USD',
        bars: [{ date: '2024-03-04', close: '414.92' }],
      },
      {
        kind: 'bars',
        symbol: 'AAPL',
        provider: 'csv',
        currency: 'USD',
        bars: [
          { date: '2024-03-04', close: '175.10' },
          { date: '2024-03-05', close: '170.1200' },
        ],
      },
    ]);
  });

  it('reads a long file whole, wherever its portions end', async () => {
    const days = Array.from({ length: 5_000 }, (_, day) =>
      new Date(Date.UTC(2004, 0, 1 + day)).toISOString().slice(0, 10),
    );
    const provider = await provided(
      ['symbol,date,close', ...days.map((day, row) => `AAPL,${day},${row + 1}.5`)].join('\r\n'),
    );
    const [outcome] = await provider.fetchDailyBars({ symbols: ['AAPL'], from: '2004-01-01', to: '2020-01-01' });
    expect(outcome).toMatchObject({ bars: days.map((date, row) => ({ date, close: `${row + 1}.5` })) });
  });

  it('reads open, high, low and volume where they are given', async () => {
    const provider = await provided(
      'symbol,date,close,open,high,low,volume\nAAPL,2024-03-04,175.1,176.15,176.9,173.79,\n',
    );
    const [outcome] = await provider.fetchDailyBars({ symbols: ['AAPL'], ...RANGE });
    expect(outcome).toMatchObject({
      bars: [{ date: '2024-03-04', close: '175.1', open: '176.15', high: '176.9', low: '173.79' }],
    });
  });

  it('reads every file of a folder', async () => {
    await provided('symbol,date,close\nAAPL,2024-03-04,1\n', 'a.csv');
    await provided('symbol,date,close\nAAPL,2024-03-05,2\n', 'b.CSV');
    await provided('not prices', 'notes.txt');
    const [outcome] = await new CsvProvider(folder).fetchDailyBars({ symbols: ['AAPL'], ...RANGE });
    expect(outcome).toMatchObject({ bars: [{ close: '1' }, { close: '2' }] });
  });

  it.each([
    ['a close that is no number', 'AAPL,2024-03-04,abc', 'line 3'],
    ['a negative close', 'AAPL,2024-03-04,-1', 'line 3'],
    ['a close of zero', 'AAPL,2024-03-04,0.00', 'line 3'],
    ['an empty close', 'AAPL,2024-03-04,', 'line 3'],
    ['a close in powers of ten', 'AAPL,2024-03-04,1e2', 'line 3'],
    ['a day that does not exist', 'AAPL,2024-02-30,1', 'line 3'],
    ['a day that comes twice', 'AAPL,2024-03-04,1\nAAPL,2024-03-04,1', '2024-03-04 twice'],
  ])('refuses %s, names the place, and keeps the other symbols', async (_fault, rows, place) => {
    const provider = await provided(`symbol,date,close\nMSFT,2024-03-04,414.92\n${rows}\n`);
    const [bad, fine] = await provider.fetchDailyBars({ symbols: ['AAPL', 'MSFT'], ...RANGE });
    expect(bad).toMatchObject({ kind: 'failure', category: 'malformed', message: expect.stringContaining(place) });
    expect(fine?.kind).toBe('bars');
  });

  it.each([
    ['a header without a close', 'symbol,date\nAAPL,2024-03-04\n', 'lacks close'],
    ['a header with a column nobody knows', 'symbol,date,close,price\n', 'strange price'],
    ['a row with too few fields', 'symbol,date,close\nAAPL,2024-03-04\n', 'line 2'],
    ['a row without a symbol', 'symbol,date,close\n,2024-03-04,1\n', 'line 2 has no symbol'],
  ])('gives nothing at all from a file with %s', async (_fault, text, message) => {
    const provider = await provided(text);
    await expect(provider.fetchDailyBars({ symbols: ['AAPL'], ...RANGE })).rejects.toMatchObject({
      name: 'ProviderError',
      category: 'malformed',
      message: expect.stringContaining(message),
    });
  });

  it('says that there is no such file, and that a folder is empty', async () => {
    for (const path of [join(folder, 'missing.csv'), folder]) {
      await expect(new CsvProvider(path).fetchDailyBars({ symbols: ['AAPL'], ...RANGE })).rejects.toMatchObject({
        category: 'unavailable',
      });
    }
  });

  it('distinguishes a symbol without prices in the range from an unknown one', async () => {
    const provider = await provided('symbol,date,close\nAAPL,2023-03-04,1\n');
    const outcomes = await provider.fetchDailyBars({ symbols: ['AAPL', 'NOPE'], ...RANGE });
    expect(outcomes).toMatchObject([
      { kind: 'bars', bars: [] },
      { kind: 'failure', category: 'not_found' },
    ]);
  });
});
