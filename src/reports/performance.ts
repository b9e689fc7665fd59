import { riskMetrics } from '../index-methods';
import { DatedNumbers, DayReturn, NamedSeries, PerformanceContent, ReportHead } from './report';

/** The simple return of each day but the first. */
export function dayReturns({ dates, values }: DatedNumbers): DayReturn[] {
  return dates.slice(1).map((date, position) => ({ date, return: quotient(values, position + 1, position) }));
}

/** From the first to the last; 0 for fewer than two. */
export function totalReturn({ values }: DatedNumbers): number {
  return values.length < 2 ? 0 : quotient(values, values.length - 1, 0);
}

/**
 * The return of each calendar month, `YYYY-MM`: from the last level before it, or from the first there is, to its last
 * level.
 */
export function monthReturns({ dates, values }: DatedNumbers): Map<string, number> {
  const ends = new Map<string, number>();
  dates.forEach((date, position) => ends.set(date.slice(0, 7), position));
  let before = 0;
  return new Map(
    [...ends].map(([month, end]) => {
      const change = quotient(values, end, before);
      before = end;
      return [month, change];
    }),
  );
}

/** Both on the days that both have. */
export function onCommonDays<One extends DatedNumbers, Other extends DatedNumbers>(
  one: One,
  other: Other,
): [One, Other] {
  return [onDaysOf(one, other), onDaysOf(other, one)];
}

function onDaysOf<Series extends DatedNumbers>(series: Series, { dates }: DatedNumbers): Series {
  const days = new Set(dates);
  const kept = series.dates.flatMap((date, position) => (days.has(date) ? [position] : []));
  return {
    ...series,
    dates: kept.map((position) => series.dates[position] ?? ''),
    values: kept.map((position) => series.values[position] ?? Number.NaN),
  };
}

function quotient(values: readonly number[], now: number, before: number): number {
  return (values[now] ?? Number.NaN) / (values[before] ?? Number.NaN) - 1;
}

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
