import {
  buildPriceMatrix,
  DatedValues,
  IndexMethod,
  IndexSeries,
  PerformanceReport,
  performanceReport,
  PriceRecord,
} from '../../index-methods';

/** The S&P 500: what an index is compared with, never part of one. */
export const BENCHMARK_SYMBOL = '^GSPC';
const BASE_VALUE = 100;

export interface Backtest {
  readonly series: IndexSeries;
  readonly metrics: PerformanceReport;
  /** Whether the benchmark has the two closes in the period that its metrics need. */
  readonly hasBenchmark: boolean;
}

/** All symbols but the benchmark are constituents; the days of the index are the days of their closes. */
export function runBacktest<C>(closes: readonly PriceRecord[], method: IndexMethod<C>, configuration: C): Backtest {
  const constituents = buildPriceMatrix(closes.filter(({ symbol }) => symbol !== BENCHMARK_SYMBOL));
  const series = method.compute(constituents, configuration, BASE_VALUE);
  const metrics = performanceReport(series, benchmarkOf(closes));
  return { series, metrics, hasBenchmark: metrics.full.beta !== null };
}

function benchmarkOf(closes: readonly PriceRecord[]): DatedValues {
  const matrix = buildPriceMatrix(closes.filter(({ symbol }) => symbol === BENCHMARK_SYMBOL));
  return { dates: matrix.dates, values: matrix.closes[0] ?? new Float64Array() };
}
