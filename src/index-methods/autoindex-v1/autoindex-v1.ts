import { IndexMethod, IndexSeries, PriceMatrix, Rebalance } from '../shared/index-method';
import { cleanPrices, replaceOutliers, clipReturns, dailyReturns } from './cleaning';
import { AutoindexV1Configuration, parseAutoindexV1Configuration } from './configuration';
import { PortfolioPath, runPortfolio } from './portfolio';

/** The published level: `baseValue` on the first index day, whose own return is therefore not in the series. */
export function levels(portfolioValues: Float64Array, baseValue: number): Float64Array {
  const first = portfolioValues[0] ?? NaN;
  return portfolioValues.map((value) => (value / first) * baseValue);
}

/**
 * The method of the existing system, faults included: weights know the return they earn, cleaning knows the future,
 * weights do not drift. Kept so that published numbers can be repeated; docs/index-methods.md says what is wrong with it.
 */
export const autoindexV1: IndexMethod<AutoindexV1Configuration> = {
  name: 'autoindex-v1',
  parseConfiguration: parseAutoindexV1Configuration,
  /** Cleaning reads the whole sample, so nothing less than the whole history will do, and no checkpoint is taken. */
  lookbackRows: () => undefined,
  compute(matrix: PriceMatrix, configuration: AutoindexV1Configuration, baseValue: number): IndexSeries {
    const cleaned = cleanPrices(matrix, configuration.min_price, configuration.max_forward_fill_days);
    const path = runPortfolio(cleaned.dates, finalReturns(cleaned, configuration), configuration);
    return {
      dates: path.dates,
      values: levels(path.values, baseValue),
      rebalances: publishedRebalances(path, cleaned.symbols),
    };
  },
};

/** Daily returns of the cleaned closes, one column an asset: clipped, then without outliers. */
export function finalReturns(cleaned: PriceMatrix, configuration: AutoindexV1Configuration): Float64Array[] {
  const { min_daily_return, max_daily_return, outlier_std_threshold } = configuration;
  return cleaned.closes.map((closes) => {
    const clipped = clipReturns(dailyReturns(closes), min_daily_return, max_daily_return);
    return replaceOutliers(clipped, outlier_std_threshold);
  });
}

/** Weights above 0 only; a day on which nothing is held has no allocations and is left out. */
function publishedRebalances(path: PortfolioPath, symbols: readonly string[]): Rebalance[] {
  return path.rebalances.flatMap(({ date, weights }) => {
    const held = symbols
      .map((symbol, asset) => ({ symbol, weight: weights[asset] ?? NaN }))
      .filter((a) => a.weight > 0);
    if (held.length === 0) return [];
    return [{ date, symbols: held.map(({ symbol }) => symbol), weights: held.map(({ weight }) => weight) }];
  });
}
