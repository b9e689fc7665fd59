export interface TimeTick {
  /** Milliseconds since 1970: midnight UTC. */
  readonly instant: number;
  readonly label: string;
}

type Unit = 'day' | 'month' | 'year';

/** Steps from fine to coarse, each with the days that it takes. */
const STEPS: readonly { readonly unit: Unit; readonly count: number; readonly days: number }[] = [
  { unit: 'day', count: 1, days: 1 },
  { unit: 'day', count: 2, days: 2 },
  { unit: 'day', count: 7, days: 7 },
  { unit: 'month', count: 1, days: 30.4 },
  { unit: 'month', count: 3, days: 91.3 },
  { unit: 'month', count: 6, days: 182.6 },
  { unit: 'year', count: 1, days: 365.25 },
  { unit: 'year', count: 2, days: 730.5 },
  { unit: 'year', count: 5, days: 1826 },
  { unit: 'year', count: 10, days: 3652 },
];

const DAY = 86_400_000;
const MONTH_NAME = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' });

/** Beginnings of days, months or years from the first instant to the last, about `wanted`; none when those are NaN. */
export function timeTicks(first: number, last: number, wanted: number): TimeTick[] {
  const days = (last - first) / DAY;
  const step = STEPS.find((candidate) => days / candidate.days <= wanted - 1) ?? { unit: 'year', count: 25, days: 0 };
  const ticks: TimeTick[] = [];
  let instant = beginning(first, step.unit, step.count, 0);
  for (let order = 1; instant <= last; order += 1) {
    if (instant >= first) ticks.push({ instant, label: labelOf(instant, step.unit) });
    instant = beginning(first, step.unit, step.count, order);
  }
  return ticks;
}

/** The `order`-th beginning from the one at or before `first` on; days are counted from `first`. */
function beginning(first: number, unit: Unit, count: number, order: number): number {
  const date = new Date(first);
  const year = date.getUTCFullYear();
  switch (unit) {
    case 'day':
      return first + order * count * DAY;
    case 'month':
      return Date.UTC(year, (Math.floor(date.getUTCMonth() / count) + order) * count, 1);
    case 'year':
      return Date.UTC((Math.floor(year / count) + order) * count, 0, 1);
  }
}

function labelOf(instant: number, unit: Unit): string {
  const date = new Date(instant);
  if (unit === 'day') return `${date.getUTCDate()} ${MONTH_NAME.format(date)}`;
  return unit === 'year' || date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : MONTH_NAME.format(date);
}
