import { FetchedBars, FetchOutcome } from './market-data-provider';
import { DemoProvider, newestDemoDay } from './demo-provider';
import { INSTRUMENTS } from './demo-instruments';

const provider = new DemoProvider(() => '2025-12-31');
const all = { from: '2018-01-01', to: '2025-12-31' };

function barsOf(outcome: FetchOutcome | undefined): FetchedBars['bars'] {
  if (outcome?.kind !== 'bars') throw new Error(`no bars: ${JSON.stringify(outcome)}`);
  return outcome.bars;
}

async function fetchOne(symbol: string, range = all, from = provider): Promise<FetchedBars['bars']> {
  return barsOf((await from.fetchDailyBars({ symbols: [symbol], ...range }))[0]);
}

function returnsOf(bars: FetchedBars['bars']): Map<string, number> {
  return new Map(bars.slice(1).map((bar, i) => [bar.date, Number(bar.close) / Number(bars[i]?.close) - 1]));
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: number[]): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

async function correlation(left: string, right: string): Promise<number> {
  const [a, b] = [returnsOf(await fetchOne(left)), returnsOf(await fetchOne(right))];
  const days = [...a.keys()].filter((day) => b.has(day));
  const [x, y] = [days.map((day) => a.get(day) ?? 0), days.map((day) => b.get(day) ?? 0)];
  const [mx, my] = [mean(x), mean(y)];
  return mean(x.map((value, i) => (value - mx) * ((y[i] ?? 0) - my))) / (deviation(x) * deviation(y));
}

describe('the demo market', () => {
  it('gives the same closes on every machine and in every version', async () => {
    const pinned: Record<string, string | undefined> = {};
    for (const symbol of ['AAPL', 'NVDA', '^GSPC', 'USO', 'TLT', 'EUR/USD']) {
      const bars = await fetchOne(symbol);
      for (const day of ['2018-01-02', '2020-03-16', '2025-12-31']) {
        pinned[`${symbol} ${day}`] = bars.find((bar) => bar.date === day)?.close;
      }
    }
    expect(pinned).toMatchInlineSnapshot(`
      {
        "AAPL 2018-01-02": "42.8554",
        "AAPL 2020-03-16": "90.0326",
        "AAPL 2025-12-31": "165.6268",
        "EUR/USD 2018-01-02": "1.2060",
        "EUR/USD 2020-03-16": "1.1275",
        "EUR/USD 2025-12-31": "1.2300",
        "NVDA 2018-01-02": "4.8696",
        "NVDA 2020-03-16": "13.3040",
        "NVDA 2025-12-31": "15.4414",
        "TLT 2018-01-02": "124.8907",
        "TLT 2020-03-16": "106.7181",
        "TLT 2025-12-31": "132.2120",
        "USO 2018-01-02": "97.0150",
        "USO 2020-03-16": "85.9682",
        "USO 2025-12-31": "110.7118",
        "^GSPC 2018-01-02": "2658.7483",
        "^GSPC 2020-03-16": "4279.5068",
        "^GSPC 2025-12-31": "6966.8272",
      }
    `);
  });

  it('gives a day the same bar whatever range is asked for', async () => {
    const whole = await fetchOne('AAPL');
    const part = await fetchOne('AAPL', { from: '2021-05-03', to: '2021-05-14' });
    expect(part).toHaveLength(10);
    expect(part).toEqual(whole.filter((bar) => bar.date >= '2021-05-03' && bar.date <= '2021-05-14'));
  });

  it('has no bar on weekends and holidays of the New York Stock Exchange', async () => {
    const days = new Set((await fetchOne('SPY')).map((bar) => bar.date));
    const closed = ['2018-12-05', '2019-04-19', '2021-12-24', '2022-06-20', '2023-01-02', '2024-11-28', '2025-01-09'];
    expect([...closed, '2024-06-15', '2024-06-16'].filter((day) => days.has(day))).toEqual([]);
    expect(['2021-06-18', '2021-12-31', '2024-11-29'].filter((day) => !days.has(day))).toEqual([]);
    const sessions = [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025].map(
      (year) => [...days].filter((day) => day.startsWith(String(year))).length,
    );
    expect(sessions).toEqual([251, 252, 253, 252, 251, 250, 252, 250]);
  });

  it('moves SPY with ^GSPC, technology with the market, and bonds against it', async () => {
    expect(await correlation('SPY', '^GSPC')).toBeGreaterThan(0.998);
    expect(await correlation('AAPL', '^GSPC')).toBeGreaterThan(0.5);
    expect(await correlation('TLT', '^GSPC')).toBeLessThan(0);
    expect(Math.abs(await correlation('GLD', '^GSPC'))).toBeLessThan(0.15);
  });

  it('has volatilities of a plausible size', async () => {
    const yearly = async (symbol: string): Promise<number> =>
      deviation([...returnsOf(await fetchOne(symbol)).values()]) * Math.sqrt(252);
    expect(await yearly('^GSPC')).toBeGreaterThan(0.12);
    expect(await yearly('^GSPC')).toBeLessThan(0.25);
    expect(await yearly('TSLA')).toBeGreaterThan(0.4);
    expect(await yearly('IEF')).toBeLessThan(0.1);
  });

  it('lacks a few days of some assets, never many', async () => {
    const sessions = (await fetchOne('SPY')).length;
    const missing = sessions - (await fetchOne('USO')).length;
    expect(missing).toBeGreaterThan(0);
    expect(missing).toBeLessThan(sessions * 0.02);
  });

  it('adjusts the whole history once a split has happened, and not before', async () => {
    const range = { from: '2024-06-03', to: '2024-06-07' };
    const before = await fetchOne('NVDA', range, new DemoProvider(() => '2024-06-07'));
    const after = await fetchOne('NVDA', range, new DemoProvider(() => '2024-06-10'));
    const ratios = before.map((bar, i) => Number(bar.close) / Number(after[i]?.close));
    ratios.forEach((ratio) => expect(ratio).toBeCloseTo(10, 3));
  });

  it('has no bar after the last completed session', async () => {
    const bars = await fetchOne('SPY', all, new DemoProvider(() => '2024-03-05'));
    expect(bars.at(-1)?.date).toBe('2024-03-05');
  });

  it('keeps every close above 0.5, and open and close between low and high', async () => {
    const outcomes = await provider.fetchDailyBars({ symbols: [...INSTRUMENTS.keys()], ...all });
    for (const bar of outcomes.flatMap(barsOf)) {
      const [open, high, low, close] = [bar.open, bar.high, bar.low, bar.close].map(Number) as [
        number,
        number,
        number,
        number,
      ];
      if (close < 0.5 || low > Math.min(open, close) || high < Math.max(open, close)) {
        throw new Error(JSON.stringify(bar));
      }
    }
  });

  it('says of an unknown symbol that it has none, and of an exchange rate its second currency', async () => {
    const outcomes = await provider.fetchDailyBars({ symbols: ['NOPE', 'USD/JPY'], ...all });
    expect(outcomes[0]).toMatchObject({ kind: 'failure', category: 'not_found', provider: 'demo' });
    expect(outcomes[1]).toMatchObject({ kind: 'bars', currency: 'JPY', provider: 'demo' });
  });

  it('has the yen in dollars as the reciprocal of the dollar in yen, with five significant digits', async () => {
    const week = { from: '2025-12-22', to: '2025-12-31' };
    const dollars = await fetchOne('JPY/USD', week);
    const yen = await fetchOne('USD/JPY', week);
    expect(dollars.map(({ date }) => date)).toEqual(yen.map(({ date }) => date));
    dollars.forEach((bar, day) => {
      expect(Number(bar.close) * Number(yen[day]?.close)).toBeCloseTo(1, 5);
      expect(Number(bar.high) * Number(yen[day]?.low)).toBeCloseTo(1, 5);
    });
  });

  it('keeps every close of the past while it grows', async () => {
    const past = { from: '2018-01-02', to: '2026-01-30' };
    for (const symbol of ['AAPL', 'EUR/USD', 'JPY/USD']) {
      const before = await fetchOne(symbol, past, new DemoProvider(() => '2026-01-30'));
      expect(await fetchOne(symbol, past, new DemoProvider(() => '2027-02-26'))).toEqual(before);
    }
  });

  it.each([
    ['2026-01-02', '2026-01-02'],
    ['2026-01-03', '2026-01-02'],
    ['2026-01-04', '2026-01-02'],
    ['2026-01-05', '2026-01-05'],
  ])('has prices on %s up to %s', async (lastCompleted, newest) => {
    expect(newestDemoDay(lastCompleted)).toBe(newest);
    const range = { from: '2025-12-01', to: '2026-12-31' };
    expect((await fetchOne('EUR/USD', range, new DemoProvider(() => lastCompleted))).at(-1)?.date).toBe(newest);
  });

  it('refuses to pass dollars off as another currency', async () => {
    const outcomes = await provider.fetchDailyBars({ symbols: ['AAPL'], currencies: { AAPL: 'EUR' }, ...all });
    expect(outcomes[0]).toMatchObject({ kind: 'failure', category: 'malformed' });
  });
});
