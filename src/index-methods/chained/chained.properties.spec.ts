import fc from 'fast-check';
import type { Checkpoint, IndexSeries, PriceMatrix } from '../shared/index-method';
import { buildPriceMatrix, type PriceRecord } from '../shared/price-matrix';
import { applySplits } from '../shared/splits';
import { chained } from './chained';
import { BASIC_SCHEMES, type ChainedConfiguration, REBALANCE_FREQUENCIES } from './configuration';

const DAY = 86_400_000;
const START = Date.parse('2023-11-20T00:00:00Z');
const SYMBOLS = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE'];

/** Short windows, so that a few months of days pass through every rule. */
const configurations: fc.Arbitrary<ChainedConfiguration> = fc
  .record({
    scheme: fc.constantFrom(...BASIC_SCHEMES, 'blend'),
    rebalance_frequency: fc.constantFrom(...REBALANCE_FREQUENCIES),
    lookback_days: fc.integer({ min: 2, max: 9 }),
    momentum_lookback_days: fc.integer({ min: 1, max: 9 }),
    min_history_days: fc.integer({ min: 0, max: 6 }),
    max_stale_days: fc.integer({ min: 0, max: 6 }),
    max_weight: fc.constantFrom(0.05, 0.25, 0.4, 1),
  })
  .map((raw) =>
    chained.parseConfiguration({ ...raw, ...(raw.scheme === 'fixed' ? { weights: { AAA: 5, CCC: 3, DDD: 1 } } : {}) }),
  );

/** Real-looking trouble: gaps, halts, late listings, deaths, weekends on which few trade, days without anything. */
const markets: fc.Arbitrary<PriceRecord[]> = fc
  .record({
    days: fc.integer({ min: 2, max: 180 }),
    gaps: fc.constantFrom(0, 0.1, 0.5),
  })
  .chain(({ days, gaps }) =>
    fc
      .tuple(
        ...SYMBOLS.map(() =>
          fc.record({
            listed: fc.oneof(fc.constant(0), fc.nat(days)),
            dead: fc.oneof(fc.constant(days), fc.nat(days)),
            weekends: fc.boolean(),
            first: fc.double({ min: 0.001, max: 5000, noNaN: true }),
            returns: fc.array(fc.double({ min: -0.6, max: 1.5, noNaN: true }), { minLength: days, maxLength: days }),
            flat: fc.boolean(),
            missing: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: days, maxLength: days }),
          }),
        ),
      )
      .map((assets) =>
        assets.flatMap((asset, order) => {
          let close = asset.first;
          const records: PriceRecord[] = [];
          for (let day = 0; day < days; day += 1) {
            const date = new Date(START + day * DAY);
            if (!asset.flat) close = Math.min(1e9, Math.max(1e-6, close * (1 + (asset.returns[day] ?? 0) / 8)));
            const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
            const silent = day < asset.listed || day >= asset.dead || (weekend && !asset.weekends);
            if (silent || (asset.missing[day] ?? 0) < gaps) continue;
            records.push({ symbol: SYMBOLS[order] ?? '', date: date.toISOString().slice(0, 10), close });
          }
          return records;
        }),
      ),
  );

const compute = (matrix: PriceMatrix, configuration: ChainedConfiguration): IndexSeries =>
  chained.compute(matrix, configuration, 100);

function rowsFrom(matrix: PriceMatrix, from: number, to = matrix.dates.length): PriceMatrix {
  return {
    dates: matrix.dates.slice(from, to),
    symbols: matrix.symbols,
    closes: matrix.closes.map((column) => column.slice(from, to)),
  };
}

function expectClose(actual: IndexSeries, expected: IndexSeries): void {
  expect(actual.dates).toEqual(expected.dates);
  actual.values.forEach((value, position) => {
    expect(Math.abs(value / (expected.values[position] ?? NaN) - 1)).toBeLessThan(1e-12);
  });
}

describe('chained, for whatever prices', () => {
  it('changes no value and no rebalance up to a day when later closes arrive', () => {
    fc.assert(
      fc.property(markets, configurations, fc.nat(), (records, configuration, pick) => {
        const matrix = buildPriceMatrix(records);
        const known = 1 + (pick % Math.max(1, matrix.dates.length));
        const before = compute(rowsFrom(matrix, 0, known), configuration);
        const after = compute(matrix, configuration);
        const lastDay = matrix.dates[known - 1] ?? '';
        const shown = after.dates.filter((date) => date <= lastDay).length;
        expect(before.dates).toEqual(after.dates.slice(0, shown));
        expect(before.values).toEqual(after.values.slice(0, shown));
        expect(before.rebalances).toEqual(after.rebalances.filter(({ date }) => date <= lastDay));
      }),
      { numRuns: 300 },
    );
  });

  it('gives bit for bit the same from any checkpoint on, with no more rows than lookbackRows before it', () => {
    fc.assert(
      fc.property(markets, configurations, fc.nat(), (records, configuration, pick) => {
        const matrix = buildPriceMatrix(records);
        const full = compute(matrix, configuration);
        const rebalance = full.rebalances[pick % Math.max(1, full.rebalances.length)];
        if (rebalance === undefined) return;
        const position = full.dates.indexOf(rebalance.date);
        const reversed = {
          date: rebalance.date,
          symbols: [...rebalance.symbols].reverse(),
          weights: [...rebalance.weights].reverse(),
        };
        const checkpoint: Checkpoint = { level: full.values[position] ?? NaN, rebalance: reversed };
        const first = Math.max(0, matrix.dates.indexOf(rebalance.date) - (chained.lookbackRows(configuration) ?? 0));
        const resumed = chained.compute(rowsFrom(matrix, first), configuration, 100, checkpoint);
        expect(resumed.dates).toEqual(full.dates.slice(position + 1));
        expect(resumed.values).toEqual(full.values.slice(position + 1));
        expect(resumed.rebalances).toEqual(full.rebalances.filter(({ date }) => date > rebalance.date));
      }),
      { numRuns: 500 },
    );
  });

  it('has weights above 0 that sum to 1 and respect the cap', () => {
    fc.assert(
      fc.property(markets, configurations, (records, configuration) => {
        for (const { weights, symbols } of compute(buildPriceMatrix(records), configuration).rebalances) {
          const cap = Math.max(configuration.max_weight, 1 / weights.length);
          expect(symbols).toEqual([...symbols].sort());
          expect(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(1e-12);
          expect(Math.min(...weights)).toBeGreaterThan(0);
          expect(Math.max(...weights)).toBeLessThan(cap + 1e-12);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('starts with the base value, and has only positive finite values on ascending days', () => {
    fc.assert(
      fc.property(markets, configurations, (records, configuration) => {
        const { dates, values } = compute(buildPriceMatrix(records), configuration);
        expect(values.every((value) => Number.isFinite(value) && value > 0)).toBe(true);
        expect(dates).toEqual([...new Set(dates)].sort());
        if (values.length > 0) expect(values[0]).toBe(100);
      }),
    );
  });

  it('does not depend on the order in which closes arrive', () => {
    const shuffled = markets.chain((records) =>
      fc.tuple(
        fc.constant(records),
        fc.shuffledSubarray(records, { minLength: records.length, maxLength: records.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, configurations, ([records, reordered], configuration) => {
        expect(compute(buildPriceMatrix(reordered), configuration)).toEqual(
          compute(buildPriceMatrix(records), configuration),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('is unchanged to 1e-12 by the unit in which an asset is priced', () => {
    fc.assert(
      fc.property(markets, configurations, fc.constantFrom(0.01, 1 / 3, 7, 100), (records, configuration, factor) => {
        const inOtherUnit = records.map((record) =>
          record.symbol === 'BBB' ? { ...record, close: record.close * factor } : record,
        );
        expectClose(
          compute(buildPriceMatrix(inOtherUnit), configuration),
          compute(buildPriceMatrix(records), configuration),
        );
      }),
    );
  });

  it('is unchanged to 1e-12 by a split that comes with its price change', () => {
    const splits = fc.record({ day: fc.nat(180), ratio: fc.constantFrom(2, 3, 4, 7, 0.1, 1.5) });
    fc.assert(
      fc.property(markets, configurations, splits, (records, configuration, { day, ratio }) => {
        const date = new Date(START + day * DAY).toISOString().slice(0, 10);
        const raw = records.map((record) =>
          record.symbol === 'BBB' && record.date >= date ? { ...record, close: record.close / ratio } : record,
        );
        const adjusted = applySplits(buildPriceMatrix(raw), [{ symbol: 'BBB', date, ratio }]);
        expectClose(compute(adjusted, configuration), compute(buildPriceMatrix(records), configuration));
      }),
    );
  });

  it('does not move the level by a rebalance: each day earns what its basket earned', () => {
    fc.assert(
      fc.property(markets, configurations, (records, configuration) => {
        const matrix = buildPriceMatrix(records);
        const { dates, values, rebalances } = compute(matrix, configuration);
        for (const { date, symbols, weights } of rebalances) {
          const position = dates.indexOf(date);
          const expected = weights.reduce((sum, weight, order) => {
            const column = matrix.closes[matrix.symbols.indexOf(symbols[order] ?? '')] ?? new Float64Array(0);
            const before = lastClose(column, matrix.dates.indexOf(dates[position - 1] ?? ''));
            return sum + (weight * lastClose(column, matrix.dates.indexOf(date))) / before;
          }, 0);
          const earned = (values[position] ?? NaN) / (values[position - 1] ?? NaN);
          expect(Math.abs(earned / expected - 1)).toBeLessThan(1e-12);
        }
      }),
    );
  });
});

function lastClose(column: Float64Array, row: number): number {
  return column.slice(0, row + 1).findLast((close) => !Number.isNaN(close)) ?? NaN;
}
