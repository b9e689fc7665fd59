import { buildPriceMatrix } from '../shared/price-matrix';
import { chained } from './chained';

/** Closes by day and symbol: `{ '2024-01-30': { A: 100 } }`. */
type Table = Readonly<Record<string, Readonly<Record<string, number>>>>;

const matrixOf = (table: Table): ReturnType<typeof buildPriceMatrix> =>
  buildPriceMatrix(
    Object.entries(table).flatMap(([date, closes]) =>
      Object.entries(closes).map(([symbol, close]) => ({ symbol, date, close })),
    ),
  );

function compute(table: Table, raw: object = {}): ReturnType<typeof chained.compute> {
  const configuration = chained.parseConfiguration({ scheme: 'equal', min_history_days: 0, max_weight: 1, ...raw });
  return chained.compute(matrixOf(table), configuration, 100);
}

const january: Table = {
  '2024-01-29': { A: 100, B: 50 },
  '2024-01-30': { A: 110, B: 50 },
  '2024-01-31': { A: 120, B: 40 },
  '2024-02-01': { A: 132, B: 40 },
  '2024-02-02': { A: 132, B: 60 },
};

describe('chained', () => {
  it('holds what it bought until the next rebalance, and rebalances at the last closes of the month', () => {
    const { dates, values, rebalances } = compute(january);
    expect(dates).toEqual(Object.keys(january));
    // 0.5/100 of A and 0.5/50 of B: 1.05, 1.0. Then half and half at 120 and 40: ·1.05, ·1.3 from the last day of January.
    const expected = [100, 105, 100, 105, 130];
    values.forEach((value, position) => expect(value).toBeCloseTo(expected[position] ?? NaN, 10));
    expect(rebalances).toEqual([
      { date: '2024-01-30', symbols: ['A', 'B'], weights: [0.5, 0.5] },
      { date: '2024-02-01', symbols: ['A', 'B'], weights: [0.5, 0.5] },
    ]);
  });

  it('sets weights from closes up to the reference day only, and earns with them from the next session on', () => {
    const surge = { ...january, '2024-02-01': { A: 132, B: 4000 } };
    const { rebalances } = compute(surge, { scheme: 'momentum', momentum_lookback_days: 2 });
    expect(rebalances.at(-1)).toEqual({ date: '2024-02-01', symbols: ['A'], weights: [1] });
  });

  it('starts with the base value on the first session on which something may be held', () => {
    const { dates, values, rebalances } = compute(january, { min_history_days: 2 });
    expect([dates[0], values[0]]).toEqual(['2024-01-31', 100]);
    expect(rebalances[0]?.date).toBe('2024-02-01');
  });

  it('has no values when nothing may ever be held', () => {
    const nothing = { dates: [], values: new Float64Array(0), rebalances: [] };
    expect(compute(january, { min_history_days: 60 })).toEqual(nothing);
    expect(compute({})).toEqual(nothing);
    expect(compute(january, { scheme: 'fixed', weights: { Z: 1 } })).toEqual(nothing);
  });

  it('carries the last price of a halted asset, and takes its whole move when it trades again', () => {
    const { values } = compute({
      '2024-01-02': { A: 100, B: 100 },
      '2024-01-03': { A: 110 },
      '2024-01-04': { A: 110, B: 130 },
    });
    expect([...values]).toEqual([100, expect.closeTo(105, 10), expect.closeTo(120, 10)]);
  });

  it('keeps a dead asset at its last price until the next rebalance, and not after it', () => {
    const table = {
      '2024-01-30': { A: 100, B: 100 },
      '2024-01-31': { A: 100, B: 20 },
      '2024-02-01': { A: 100 },
      '2024-02-29': { A: 100 },
      '2024-03-01': { A: 200 },
    };
    const { values, rebalances } = compute(table, { max_stale_days: 1 });
    expect([...values].map((value) => Number(value.toFixed(10)))).toEqual([100, 60, 60, 60, 120]);
    expect(rebalances.map(({ symbols }) => symbols.join())).toEqual(['A,B', 'A,B', 'A']);
  });

  it('keeps its basket when nothing is eligible, and rebalances on the first session on which something was', () => {
    const table = {
      '2024-01-29': { A: 100, B: 100 },
      '2024-01-30': { A: 100, B: 100 },
      '2024-01-31': { C: 10, D: 10, E: 10 },
      '2024-02-01': { C: 10, D: 10, E: 10 },
      '2024-02-02': { C: 20, D: 10, E: 10 },
    };
    const { values, rebalances } = compute(table, { max_stale_days: 0, min_history_days: 1, lookback_days: 2 });
    expect(rebalances.map(({ date, symbols }) => `${date} ${symbols.join()}`)).toEqual([
      '2024-01-31 A,B',
      '2024-02-02 C,D,E',
    ]);
    expect([...values].map((value) => Math.round(value))).toEqual([100, 100, 100, 133]);
  });

  it('has no value on a Sunday on which one asset trades alone, yet knows its close', () => {
    const table = {
      '2024-01-05': { A: 100, B: 100, C: 100 },
      '2024-01-07': { A: 130 },
      '2024-01-08': { B: 100, C: 100 },
    };
    const { dates, values } = compute(table);
    expect(dates).toEqual(['2024-01-05', '2024-01-08']);
    expect(values[1]).toBeCloseTo(110, 10);
  });

  it.each([0, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses a close of %p', (close) => {
    expect(() => compute({ '2024-01-02': { A: 1 }, '2024-01-03': { A: close } })).toThrow('A on 2024-01-03');
  });

  it('refuses to publish a level that is not finite', () => {
    expect(() => compute({ '2024-01-02': { A: 1e-300 }, '2024-01-03': { A: 1e300 } })).toThrow('2024-01-03');
  });

  it('refuses to resume without the closes that the basket was bought at', () => {
    const configuration = chained.parseConfiguration({});
    const level = 100;
    const rebalance = { date: '2024-02-01', symbols: ['A'], weights: [1] };
    const february = matrixOf({ '2024-02-01': { A: 1 }, '2024-02-02': { A: 1 } });
    expect(() => chained.compute(february, configuration, 100, { level, rebalance })).toThrow('cannot resume');
    const stranger = { level, rebalance: { ...rebalance, symbols: ['Z'] } };
    expect(() => chained.compute(matrixOf(january), configuration, 100, stranger)).toThrow('no earlier close of Z');
  });
});
