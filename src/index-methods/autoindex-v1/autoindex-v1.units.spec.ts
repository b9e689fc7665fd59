import { expectAllClose, goldenJson, goldenNumbers } from '../../../test/support/golden';
import { cleanPrices, replaceOutliers, clipReturns, dailyReturns } from './cleaning';
import { combineWeights, Factors, inverseVolatilityWeights, momentumWeights } from './weights';
import { AUTOINDEX_V1_DEFAULTS } from './configuration';
type Numbers = Record<string, (number | string)[]>;
type Weights = Record<string, number | string>;
type WeightCases = Record<string, { returns: Numbers; weights: Weights }>;
type CombinationCases = Record<
  string,
  { momentum: Weights; market_cap: Weights; risk_parity: Weights; config: Partial<Factors>; weights: Weights }
>;

const units = goldenJson<{
  'momentum_weights(lookback=20,threshold=-0.01)': WeightCases;
  'risk_parity_weights(lookback=60)': WeightCases;
  combine_weights: CombinationCases;
  'clean_price_data(min_price=1.0,max_forward_fill=2)': { prices: Numbers; cleaned: Numbers };
  pct_change_after_clean: Numbers;
  'detect_outliers(n_std=3)': { returns: Numbers; result: Numbers };
  'cap_returns(-0.5,0.5)': Numbers;
}>('units.json');

const columns = (numbers: Numbers): Float64Array[] => Object.values(numbers).map(goldenNumbers);
const weightsOf = (weights: Weights): Float64Array => goldenNumbers(Object.values(weights));

describe('autoindex-v1 on the known edge cases', () => {
  it.each(Object.entries(units['momentum_weights(lookback=20,threshold=-0.01)']))('momentum: %s', (_, known) => {
    expectAllClose(momentumWeights(columns(known.returns), -0.01), weightsOf(known.weights));
  });

  it.each(Object.entries(units['risk_parity_weights(lookback=60)']))('inverse volatility: %s', (_, known) => {
    expectAllClose(inverseVolatilityWeights(columns(known.returns)), weightsOf(known.weights));
  });

  it.each(Object.entries(units.combine_weights))('combination: %s', (_, known) => {
    const symbols = Object.keys(known.weights);
    const aligned = (weights: Weights): Float64Array => goldenNumbers(symbols.map((symbol) => weights[symbol] ?? 0));
    const combined = combineWeights(aligned(known.momentum), aligned(known.market_cap), aligned(known.risk_parity), {
      ...AUTOINDEX_V1_DEFAULTS,
      ...known.config,
    });
    expectAllClose(combined, weightsOf(known.weights));
  });

  it('cleans, takes returns, replaces outliers and caps as known', () => {
    const { prices, cleaned } = units['clean_price_data(min_price=1.0,max_forward_fill=2)'];
    const rows = Object.values(prices)[0]?.map((_, row) => `row ${row}`) ?? [];
    const kept = cleanPrices({ dates: rows, symbols: Object.keys(prices), closes: columns(prices) }, 1, 2);
    expect(kept.symbols).toEqual(Object.keys(cleaned));
    kept.closes.forEach((closes, asset) => expectAllClose(closes, columns(cleaned)[asset] ?? []));

    const returns = kept.closes.map(dailyReturns);
    returns.forEach((column, asset) => expectAllClose(column, columns(units.pct_change_after_clean)[asset] ?? []));
  });

  it('replaces the known outliers', () => {
    const { returns, result } = units['detect_outliers(n_std=3)'];
    columns(returns).forEach((column, asset) =>
      expectAllClose(replaceOutliers(column, 3), columns(result)[asset] ?? []),
    );
  });

  it('caps to the known bounds', () => {
    const capped = clipReturns(Float64Array.of(3, -0.75, 0.5, NaN, 0.9), -0.5, 0.5);
    expectAllClose(capped, columns(units['cap_returns(-0.5,0.5)'])[0] ?? []);
  });
});
