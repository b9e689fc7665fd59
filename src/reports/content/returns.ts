import { DatedNumbers, DayReturn } from './report-content';

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
