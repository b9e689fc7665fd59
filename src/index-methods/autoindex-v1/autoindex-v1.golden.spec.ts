import {
  expectAllClose,
  goldenCloses,
  goldenConfigurations,
  goldenJson,
  goldenRows,
  goldenSets,
  hasGolden,
} from '../../../test/support/golden';
import { buildPriceMatrix } from '../shared/price-matrix';
import { autoindexV1, finalReturns } from './autoindex-v1';
import { cleanPrices, clipReturns, dailyReturns } from './cleaning';
import { AUTOINDEX_V1_DEFAULTS } from './configuration';
describe.each(goldenSets)('autoindex-v1 on golden set %s', (set) => {
  const matrix = buildPriceMatrix(goldenCloses(set).filter(({ symbol }) => symbol !== '^GSPC'));
  const cleaned = cleanPrices(matrix, 1, 2);
  const returns = finalReturns(cleaned, AUTOINDEX_V1_DEFAULTS);

  describe.each(goldenConfigurations)('with configuration %s', (name, configuration) => {
    const series = autoindexV1.compute(matrix, configuration, 100);

    it('publishes the known index values', () => {
      const known = goldenRows(`${set}/${name}/index_values.csv`);
      expect(series.dates).toEqual(known.map(({ date }) => date));
      expectAllClose(
        series.values,
        known.map(({ value }) => Number(value)),
      );
    });

    if (hasGolden(`${set}/${name}/allocations.csv`)) {
      it('allocates the known weights', () => {
        const known = goldenRows(`${set}/${name}/allocations.csv`);
        const held = series.rebalances.flatMap(({ date, symbols, weights }) =>
          symbols.map((symbol, asset) => ({ date, symbol, weight: weights[asset] ?? NaN })),
        );
        expect(held.map(({ date, symbol }) => [date, symbol])).toEqual(known.map(({ date, symbol }) => [date, symbol]));
        expectAllClose(
          held.map(({ weight }) => weight),
          known.map(({ weight }) => Number(weight)),
        );
      });
    }
  });

  it('keeps and drops the known assets, and caps and replaces as many returns', () => {
    const known = goldenJson<{ kept: string[]; rows: number; capped: number; replaced: number }>(
      `${set}/default/cleaning.json`,
    );
    const raw = cleaned.closes.map(dailyReturns);
    const capped = raw.map((column) => clipReturns(column, -0.5, 0.5));
    expect(cleaned.symbols).toEqual(known.kept);
    expect(cleaned.dates).toHaveLength(known.rows);
    expect(changes(raw, capped)).toBe(known.capped);
    expect(changes(capped, returns)).toBe(known.replaced);
  });

  if (hasGolden(`${set}/default/final_returns.csv`)) {
    it('computes with the known returns after capping and replacing', () => {
      const known = goldenRows(`${set}/default/final_returns.csv`);
      for (const [asset, symbol] of cleaned.symbols.entries()) {
        expectAllClose(
          returns[asset] ?? [],
          known.map((row) => (row[symbol] === '' ? NaN : Number(row[symbol]))),
        );
      }
    });
  }
});

function changes(before: readonly Float64Array[], after: readonly Float64Array[]): number {
  return before.reduce(
    (count, column, asset) => count + column.filter((value, row) => !Object.is(value, after[asset]?.[row])).length,
    0,
  );
}
