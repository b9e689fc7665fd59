import { riskMetrics } from '../index-methods';
import { addDays, daysBetween, weekday } from '../platform/utils/days';
import { isLastSessionOfMonth } from '../platform/utils/nyse-calendar';
import { DatedNumbers, DayReturn, NamedSeries, PerformanceContent, ReportHead } from './report';

/** The simple return of each day but the first. */
export function dayReturns({ dates, values }: DatedNumbers): DayReturn[] {
  return dates.slice(1).map((date, position) => ({ date, return: quotient(values, position + 1, position) }));
}

/** From the first to the last; 0 for fewer than two. */
export function totalReturn({ values }: DatedNumbers): number {
  return values.length < 2 ? 0 : quotient(values, values.length - 1, 0);
}

interface MonthReturn {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly return: number;
  /** The day whose close the return starts from, and the day whose close it ends with. */
  readonly from: string;
  readonly to: string;
}

/**
 * The return of each calendar month: from the last level before it, or from the first there is, to its last level. A first
 * month of which only that first level is known has no return and is left out.
 */
export function monthReturns({ dates, values }: DatedNumbers): MonthReturn[] {
  const ends = new Map<string, number>();
  dates.forEach((date, position) => ends.set(date.slice(0, 7), position));
  let base = 0;
  return [...ends].flatMap(([month, end]) => {
    const start = base;
    base = end;
    if (end === start) return [];
    return [{ month, return: quotient(values, end, start), from: dates[start] ?? '', to: dates[end] ?? '' }];
  });
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
  const [from, to] = [own.dates[0], own.dates.at(-1)];
  if (from === undefined || to === undefined || from === to) return null;
  const theirs = totalReturn(other);
  return { name: benchmark.name, totalReturn: theirs, excessReturn: totalReturn(own) - theirs, from, to };
}

function months(index: NamedSeries, benchmark: NamedSeries | null): PerformanceContent['months'] {
  const newest = index.dates.at(-1) ?? '';
  const isUnfinished = !isOver(newest, index.dates);
  return monthReturns(index).map(({ month, return: own, from, to }) => ({
    month,
    return: own,
    benchmarkReturn: benchmark && returnBetween(benchmark, from, to),
    since: from.startsWith(month) ? from : null,
    until: to === newest && isUnfinished ? to : null,
  }));
}

/** Whether the month of the newest day has no session left. An index with levels on weekends has one every day. */
function isOver(newest: string, dates: readonly string[]): boolean {
  const isDaily = dates.some((date) => weekday(date) === SUNDAY);
  return isDaily ? !addDays(newest, 1).startsWith(newest.slice(0, 7)) : isLastSessionOfMonth(newest);
}

const SUNDAY = 0;
/** A close that is older says nothing about the day. */
const MAX_AGE_DAYS = 7;

/** Between the closes of two days, or the last ones shortly before them, as on a holiday of one exchange. */
function returnBetween(series: DatedNumbers, from: string, to: string): number | null {
  const [before, now] = [positionAt(series, from), positionAt(series, to)];
  return before === null || now === null ? null : quotient(series.values, now, before);
}

function positionAt({ dates }: DatedNumbers, day: string): number | null {
  const position = dates.findLastIndex((date) => date <= day);
  const date = dates[position];
  return date === undefined || daysBetween(date, day) > MAX_AGE_DAYS ? null : position;
}
