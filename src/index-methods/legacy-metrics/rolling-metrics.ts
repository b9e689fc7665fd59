import { DatedValues, simpleReturns } from './series';
import { dailyVolatility, sharpeRatio, sortinoRatio } from './ratios';

/** Volatility is a daily fraction (not annualised), the return a percent. */
interface RollingMetrics {
  readonly date: string;
  readonly sharpe_ratio: number;
  readonly sortino_ratio: number;
  readonly volatility: number;
  readonly return: number;
}

/** For each day from the `window`-th on, the metrics of the `window` values before it; the day itself is not among them. */
export function rollingMetrics(index: DatedValues, window = 30): RollingMetrics[] {
  return index.dates.slice(window).map((date, position) => {
    const values = index.values.subarray(position, position + window);
    const returns = simpleReturns(values);
    return {
      date,
      sharpe_ratio: sharpeRatio(returns),
      sortino_ratio: sortinoRatio(returns),
      volatility: dailyVolatility(returns),
      return: ((values.at(-1) ?? NaN) / (values[0] ?? NaN) - 1) * 100,
    };
  });
}
