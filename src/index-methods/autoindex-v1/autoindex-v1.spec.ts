import fc from 'fast-check';
import { expectAllClose } from '../../../test/support/golden';
import { buildPriceMatrix, PriceRecord } from '../shared/price-matrix';
import { autoindexV1 } from './autoindex-v1';
import { AutoindexV1Configuration, parseAutoindexV1Configuration } from './configuration';
import { runPortfolio } from './portfolio';

const dates = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-08', '2024-01-09'];
const recordsOf = (columns: Record<string, number[]>): PriceRecord[] =>
  Object.entries(columns).flatMap(([symbol, closes]) =>
    closes.map((close, day) => ({ symbol, date: dates[day] ?? '', close })),
  );
const configure = (raw: Partial<AutoindexV1Configuration>): AutoindexV1Configuration =>
  parseAutoindexV1Configuration({ outlier_std_threshold: 1e9, ...raw });
const compute = (columns: Record<string, number[]>, raw: Partial<AutoindexV1Configuration> = {}, base = 100) =>
  autoindexV1.compute(buildPriceMatrix(recordsOf(columns)), configure(raw), base);

describe('autoindex-v1', () => {
  it('begins at the base value on the second price day, whose return is lost', () => {
    const series = compute({ A: [10, 11, 22] }, { max_daily_return: 2 }, 1000);
    expect(series.dates).toEqual(dates.slice(1, 3));
    expectAllClose(series.values, [1000, 2000]);
  });

  it('stays flat, and allocates nothing, while every weight is undefined', () => {
    const series = compute({ A: [10, 10, 10.5, 10.5], B: [20, 20, 20.2, 20.2] }, { rebalance_frequency: 'daily' });
    expectAllClose(series.values.subarray(0, 1), [100]);
    expect(series.rebalances.map(({ date }) => date)).toEqual(dates.slice(2, 4));
  });

  it('freezes until the next rebalance when the first one is undefined', () => {
    const series = compute({ A: [10, 10, 11, 12, 13, 14, 15] }, { rebalance_frequency: 'weekly' });
    expectAllClose(series.values, [100, 100, 100, 100, 100, (100 * 15) / 14]);
    expect(series.rebalances).toEqual([{ date: '2024-01-09', symbols: ['A'], weights: [1] }]);
  });

  it('does not let weights drift between rebalances', () => {
    const series = compute(
      { A: [10, 10.1, 20.2, 20.2], B: [10, 10.1, 10.1, 20.2] },
      { rebalance_frequency: 'yearly', max_daily_return: 5 },
    );
    // Half in each on both days; drifting holdings would end at 200.
    expectAllClose(series.values, [100, 150, 225]);
  });

  it('lets the weight of an asset that is not yet listed earn nothing', () => {
    const returns = [Float64Array.of(NaN, 0.02, 0.1), Float64Array.of(NaN, NaN, NaN)];
    const path = runPortfolio(
      dates.slice(0, 3),
      returns,
      configure({ rebalance_frequency: 'yearly', momentum_weight: 0 }),
    );
    expectAllClose(path.values, [1.01, 1.01 * 1.05]);
  });

  it('skips a row without any return but counts its calendar days', () => {
    const returns = [Float64Array.of(NaN, 0.01, NaN, 0.01)];
    const path = runPortfolio(['2024-01-01', '2024-01-02', '2024-01-08', '2024-01-09'], returns, configure({}));
    expect(path.dates).toEqual(['2024-01-02', '2024-01-09']);
    expect(path.rebalances.map(({ date }) => date)).toEqual(['2024-01-02', '2024-01-09']);
  });

  it('is empty when no asset survives the cleaning, and without prices', () => {
    expect(compute({ A: [0.5, 0.4, 0.3] })).toEqual({ dates: [], values: new Float64Array(), rebalances: [] });
    expect(compute({}).dates).toEqual([]);
  });

  it('does not depend on the order in which prices arrive', () => {
    const records = recordsOf({
      A: [10, 11, 10.5, 12, 11, 12, 13],
      B: [5, 5.2, 5.1, 5.5, 5, 6, 6.1],
      C: [9, 9, 9, 9, 9, 9, 9],
    });
    const expected = autoindexV1.compute(buildPriceMatrix(records), configure({}), 100);
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
        expect(autoindexV1.compute(buildPriceMatrix(shuffled), configure({}), 100)).toEqual(expected);
      }),
    );
  });

  it('allocates weights above 0 that sum to 1', () => {
    const close = fc.double({ min: 1, max: 1000, noNaN: true });
    const column = fc.array(close, { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(column, column, column, (a, b, c) => {
        for (const { weights } of compute({ A: a, B: b, C: c }, { rebalance_frequency: 'daily' }).rebalances) {
          expect(weights.every((weight) => weight > 0)).toBe(true);
          expectAllClose([weights.reduce((sum, weight) => sum + weight, 0)], [1]);
        }
      }),
    );
  });
});
