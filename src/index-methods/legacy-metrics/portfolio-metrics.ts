import {
  alpha,
  beta,
  correlation,
  informationRatio,
  calmarRatio,
  sharpeRatio,
  sortinoRatio,
  volatility,
} from './ratios';
import { DatedValues, simpleReturns } from './series';
import { currentDrawdown, maximumDrawdown } from './drawdown';

/** Volatility and alpha are fractions; returns and drawdowns are percents. The benchmark's keys are null without one. */
export interface PortfolioMetrics {
  readonly sharpe_ratio: number;
  readonly sortino_ratio: number;
  readonly volatility: number;
  readonly total_return: number;
  readonly annualized_return: number;
  readonly start_date: string;
  readonly end_date: string;
  /** Number of index values, which also stands for the days in the annualised return. */
  readonly days: number;
  readonly max_drawdown: number;
  readonly max_drawdown_peak_date: string;
  readonly max_drawdown_trough_date: string;
  readonly calmar_ratio: number;
  readonly information_ratio: number | null;
  readonly beta: number | null;
  readonly alpha: number | null;
  readonly benchmark_total_return: number | null;
  readonly excess_return: number | null;
  readonly current_drawdown: number;
  readonly correlation_sp500: number | null;
}

type BenchmarkMetrics = Pick<
  PortfolioMetrics,
  'information_ratio' | 'beta' | 'alpha' | 'benchmark_total_return' | 'excess_return' | 'correlation_sp500'
>;

const WITHOUT_BENCHMARK: BenchmarkMetrics = {
  information_ratio: null,
  beta: null,
  alpha: null,
  benchmark_total_return: null,
  excess_return: null,
  correlation_sp500: null,
};

/**
 * The existing system's portfolio metrics of index levels, or undefined for fewer than two of them. Of the benchmark's
 * closes those between the first and the last index day count; with fewer than two the existing system has no metrics at
 * all, so callers must omit its row when `beta` is null.
 */
export function portfolioMetrics(index: DatedValues, benchmark: DatedValues): PortfolioMetrics | undefined {
  const { dates, values } = index;
  if (values.length < 2) return undefined;
  const returns = simpleReturns(values);
  const growth = ratioOfEnds(values);
  const first = values[0] ?? NaN;
  const drawdown = maximumDrawdown(values.map((value) => value / first));
  const total = (growth - 1) * 100;
  const [startDate, endDate] = [dates[0] ?? '', dates.at(-1) ?? ''];
  const against = benchmarkMetrics(returns, total, closesBetween(benchmark, startDate, endDate));
  return {
    sharpe_ratio: sharpeRatio(returns),
    sortino_ratio: sortinoRatio(returns),
    volatility: volatility(returns),
    total_return: total,
    annualized_return: (growth ** (365 / values.length) - 1) * 100,
    start_date: startDate,
    end_date: endDate,
    days: values.length,
    max_drawdown: drawdown.depth * 100,
    max_drawdown_peak_date: dates[drawdown.peak] ?? '',
    max_drawdown_trough_date: dates[drawdown.trough] ?? '',
    calmar_ratio: calmarRatio(returns, drawdown.depth),
    information_ratio: against.information_ratio,
    beta: against.beta,
    alpha: against.alpha,
    benchmark_total_return: against.benchmark_total_return,
    excess_return: against.excess_return,
    current_drawdown: currentDrawdown(values) * 100,
    correlation_sp500: against.correlation_sp500,
  };
}

/** The days from `firstDate` to `lastDate`, both included. */
export function closesBetween(series: DatedValues, firstDate: string, lastDate: string): DatedValues {
  const dates = series.dates.filter((date) => date >= firstDate && date <= lastDate);
  return { dates, values: series.values.filter((_, day) => isWithin(series.dates[day], firstDate, lastDate)) };
}

function isWithin(date: string | undefined, firstDate: string, lastDate: string): boolean {
  return date !== undefined && date >= firstDate && date <= lastDate;
}

function benchmarkMetrics(returns: Float64Array, totalReturn: number, benchmark: DatedValues): BenchmarkMetrics {
  if (benchmark.values.length < 2) return WITHOUT_BENCHMARK;
  const first = benchmark.values[0] ?? NaN;
  const rebased = benchmark.values.map((close) => (close / first) * 100);
  const benchmarkReturns = simpleReturns(rebased);
  const betaToBenchmark = beta(returns, benchmarkReturns);
  const benchmarkTotal = (ratioOfEnds(rebased) - 1) * 100;
  return {
    information_ratio: informationRatio(returns, benchmarkReturns),
    beta: betaToBenchmark,
    alpha: alpha(returns, benchmarkReturns, betaToBenchmark),
    benchmark_total_return: benchmarkTotal,
    excess_return: totalReturn - benchmarkTotal,
    correlation_sp500: correlation(returns, benchmarkReturns),
  };
}

function ratioOfEnds(values: Float64Array): number {
  return (values.at(-1) ?? NaN) / (values[0] ?? NaN);
}
