import { dayNumber } from '../shared/day-number';
import { assertLevels, type DatedLevels, simpleReturn } from './dated-levels';
import { quantileOfSorted } from '../shared/statistics';
import {
  metricsOf,
  type Moments,
  type RelativeStatistics,
  type ReturnStatistics,
  type RiskMetrics,
  SESSIONS_A_YEAR,
} from './risk-metrics';

/**
 * Metrics of the given levels, with the benchmark compared over the days that both have. Without levels every metric is
 * null.
 *
 * @param riskFreeRate a year, a fraction
 */
export function riskMetrics(index: DatedLevels, benchmark?: DatedLevels, riskFreeRate = 0): RiskMetrics {
  assertLevels(index, 'index');
  const own = ownStatistics(index, riskFreeRate);
  return metricsOf(own, benchmark && relativeStatistics(index, benchmark), riskFreeRate);
}

function ownStatistics({ dates, values }: DatedLevels, riskFreeRate: number): ReturnStatistics {
  const levels = Float64Array.from(values);
  const returns = returnsOf(levels);
  const sorted = returns.slice().sort();
  const shortfalls = returns.map((value) => Math.min(0, value - riskFreeRate / SESSIONS_A_YEAR) ** 2);
  const drawdowns = drawdownsOf(levels);
  return {
    growth: (levels.at(-1) ?? Number.NaN) / (levels[0] ?? Number.NaN),
    calendarDays: dayNumber(dates.at(-1) ?? '') - dayNumber(dates[0] ?? ''),
    returns: momentsOf(returns),
    downsideDeviation: Math.sqrt(meanOf(shortfalls)),
    maxDrawdown: drawdowns.reduce((least, drawdown) => Math.min(least, drawdown), levels.length > 0 ? 0 : Number.NaN),
    currentDrawdown: drawdowns.at(-1) ?? Number.NaN,
    quantile05: quantileOfSorted(sorted, sorted.length, 0.05),
    quantile01: quantileOfSorted(sorted, sorted.length, 0.01),
  };
}

function relativeStatistics(index: DatedLevels, benchmark: DatedLevels): RelativeStatistics {
  assertLevels(benchmark, 'benchmark');
  const benchmarkOn = new Map(
    benchmark.dates.map((date, position) => [date, benchmark.values[position] ?? Number.NaN]),
  );
  const common = index.dates.flatMap((date, position) => (benchmarkOn.has(date) ? [position] : []));
  const own = returnsOf(Float64Array.from(common, (position) => index.values[position] ?? Number.NaN));
  const other = returnsOf(Float64Array.from(common, (p) => benchmarkOn.get(index.dates[p] ?? '') ?? Number.NaN));
  return {
    index: momentsOf(own),
    benchmark: momentsOf(other),
    covariance: covarianceOf(own, other),
    active: momentsOf(own.map((value, position) => value - (other[position] ?? Number.NaN))),
  };
}

function returnsOf(levels: Float64Array): Float64Array {
  return levels.subarray(1).map((level, position) => simpleReturn(levels[position], level));
}

function drawdownsOf(levels: Float64Array): Float64Array {
  let peak = 0;
  return levels.map((level) => {
    peak = Math.max(peak, level);
    return level / peak - 1;
  });
}

function momentsOf(returns: Float64Array): Moments {
  return { count: returns.length, mean: meanOf(returns), deviation: Math.sqrt(covarianceOf(returns, returns)) };
}

function covarianceOf(left: Float64Array, right: Float64Array): number {
  const leftMean = meanOf(left);
  const rightMean = meanOf(right);
  const products = left.map((value, position) => (value - leftMean) * ((right[position] ?? Number.NaN) - rightMean));
  return products.reduce((sum, product) => sum + product, 0) / (left.length - 1);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
