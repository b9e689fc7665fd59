import { dayNumber } from '../shared/day-number';
import { assertLevels, type DatedLevels, simpleReturn } from './dated-levels';
import {
  metricsOf,
  type RelativeStatistics,
  type ReturnStatistics,
  type RiskMetrics,
  SESSIONS_A_YEAR,
} from './risk-metrics';
import { RunningMoments, RunningPairs, SortedReturns } from './running-statistics';

/**
 * For every day of the index the metrics since its first one, in the order of the days: the same as `riskMetrics` of the
 * levels up to that day, without going over them again.
 *
 * @param riskFreeRate a year, a fraction
 */
export function expandingRiskMetrics(index: DatedLevels, benchmark?: DatedLevels, riskFreeRate = 0): RiskMetrics[] {
  assertLevels(index, 'index');
  const own = new SinceInception(index, riskFreeRate);
  const relative = benchmark && new AgainstBenchmark(index, benchmark);
  return index.dates.map((_, position) => metricsOf(own.take(position), relative?.take(position), riskFreeRate));
}

class SinceInception {
  private readonly returns = new RunningMoments();
  private readonly sorted: SortedReturns;
  private readonly firstDay: number;
  private shortfalls = 0;
  private peak = 0;
  private maxDrawdown = 0;

  constructor(
    private readonly index: DatedLevels,
    private readonly riskFreeRate: number,
  ) {
    this.sorted = new SortedReturns(index.dates.length);
    this.firstDay = dayNumber(index.dates[0] ?? '');
  }

  take(position: number): ReturnStatistics {
    const level = this.index.values[position] ?? Number.NaN;
    if (position > 0) this.takeReturn(simpleReturn(this.index.values[position - 1], level));
    this.peak = Math.max(this.peak, level);
    const drawdown = level / this.peak - 1;
    this.maxDrawdown = Math.min(this.maxDrawdown, drawdown);
    return {
      growth: level / (this.index.values[0] ?? Number.NaN),
      calendarDays: dayNumber(this.index.dates[position] ?? '') - this.firstDay,
      returns: this.returns.moments(),
      downsideDeviation: Math.sqrt(this.shortfalls / position),
      maxDrawdown: this.maxDrawdown,
      currentDrawdown: drawdown,
      quantile05: this.sorted.quantile(0.05),
      quantile01: this.sorted.quantile(0.01),
    };
  }

  private takeReturn(value: number): void {
    this.returns.add(value);
    this.sorted.add(value);
    this.shortfalls += Math.min(0, value - this.riskFreeRate / SESSIONS_A_YEAR) ** 2;
  }
}

class AgainstBenchmark {
  private readonly benchmarkOn: ReadonlyMap<string, number>;
  private readonly pairs = new RunningPairs();
  private readonly active = new RunningMoments();
  private before: { readonly level: number; readonly benchmark: number } | undefined;

  constructor(
    private readonly index: DatedLevels,
    benchmark: DatedLevels,
  ) {
    assertLevels(benchmark, 'benchmark');
    this.benchmarkOn = new Map(benchmark.dates.map((date, order) => [date, benchmark.values[order] ?? Number.NaN]));
  }

  take(position: number): RelativeStatistics {
    const benchmark = this.benchmarkOn.get(this.index.dates[position] ?? '');
    if (benchmark !== undefined) this.takeCommonDay(this.index.values[position] ?? Number.NaN, benchmark);
    return this.pairs.statistics(this.active);
  }

  private takeCommonDay(level: number, benchmark: number): void {
    if (this.before !== undefined) {
      const own = simpleReturn(this.before.level, level);
      const other = simpleReturn(this.before.benchmark, benchmark);
      this.pairs.add(own, other);
      this.active.add(own - other);
    }
    this.before = { level, benchmark };
  }
}
