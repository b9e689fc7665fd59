import { riskMetrics } from '../../index-methods';
import { DayReturn, NamedSeries, PerformanceContent, ReportHead } from './report-content';
import { dayReturns, monthReturns, onCommonDays, totalReturn } from './returns';

/** How the index did in the period, and against its benchmark. At least one level is needed. */
export function performanceOf(head: ReportHead, index: NamedSeries, benchmark: NamedSeries | null): PerformanceContent {
  const returns = dayReturns(index);
  const metrics = riskMetrics(index);
  return {
    type: 'performance',
    ...head,
    startLevel: index.values[0] ?? Number.NaN,
    endLevel: index.values.at(-1) ?? Number.NaN,
    totalReturn: totalReturn(index),
    annualizedReturn: metrics.annualized_return,
    volatility: metrics.volatility,
    maxDrawdown: metrics.max_drawdown ?? 0,
    best: extreme(returns, (one, other) => one > other),
    worst: extreme(returns, (one, other) => one < other),
    positiveDays: returns.length === 0 ? null : returns.filter((day) => day.return > 0).length / returns.length,
    benchmark: benchmark && comparison(index, benchmark),
    months: months(index, benchmark),
    series: { index, benchmark },
  };
}

function extreme(returns: readonly DayReturn[], isBeyond: (one: number, other: number) => boolean): DayReturn | null {
  return returns.reduce<DayReturn | null>(
    (found, day) => (found === null || isBeyond(day.return, found.return) ? day : found),
    null,
  );
}

function comparison(index: NamedSeries, benchmark: NamedSeries): PerformanceContent['benchmark'] {
  const [own, other] = onCommonDays(index, benchmark);
  if (own.dates.length < 2) return null;
  const theirs = totalReturn(other);
  return { name: benchmark.name, totalReturn: theirs, excessReturn: totalReturn(own) - theirs };
}

function months(index: NamedSeries, benchmark: NamedSeries | null): PerformanceContent['months'] {
  const theirs = benchmark === null ? new Map<string, number>() : monthReturns(onCommonDays(index, benchmark)[1]);
  return [...monthReturns(index)].map(([month, own]) => ({
    month,
    return: own,
    benchmarkReturn: theirs.get(month) ?? null,
  }));
}
