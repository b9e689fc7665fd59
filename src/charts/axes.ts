/** From this ratio of the highest level to the lowest on, equal distances mean equal returns. */
const LOGARITHMIC_FROM = 8;

export interface ValueAxis {
  readonly logarithmic: boolean;
  readonly least: number;
  readonly most: number;
  readonly ticks: readonly number[];
}

interface Extremes {
  readonly least: number;
  readonly most: number;
}

/** Bounds and round ticks around the levels: about `wanted` of them. Without a level from 0 to 100. */
export function levelAxis({ least, most }: Extremes, wanted: number): ValueAxis {
  if (least > most) return linearAxis(0, 100, wanted);
  return most / least >= LOGARITHMIC_FROM ? logarithmicAxis(least, most, wanted) : linearAxis(least, most, wanted);
}

/** From the deepest drawdown, rounded down, up to 0; to -1 % at least. */
export function drawdownAxis({ least }: Extremes, wanted: number): ValueAxis {
  return linearAxis(Math.min(least, -0.01), 0, wanted);
}

function linearAxis(least: number, most: number, wanted: number): ValueAxis {
  const step = roundStep((most - least || most * 0.02) / wanted);
  const first = Math.floor(least / step);
  const last = Math.max(Math.ceil(most / step), first + 1);
  const ticks = Array.from({ length: last - first + 1 }, (_, order) => tidy((first + order) * step));
  return { logarithmic: false, least: tidy(first * step), most: tidy(last * step), ticks };
}

/** 1, 2, 5 of each power of ten, or fewer of them where that is too many. */
function logarithmicAxis(least: number, most: number, wanted: number): ValueAxis {
  const ticks = [[1, 2, 5], [1, 3], [1]]
    .map((digits) => ticksBetween(least, most, digits))
    .find((candidates) => candidates.length <= wanted + 3);
  return { logarithmic: true, least: least / 1.08, most: most * 1.08, ticks: ticks ?? ticksBetween(least, most, [1]) };
}

function ticksBetween(least: number, most: number, digits: readonly number[]): number[] {
  const powers = Array.from(
    { length: Math.ceil(Math.log10(most)) - Math.floor(Math.log10(least)) + 1 },
    (_, order) => Math.floor(Math.log10(least)) + order,
  );
  return powers
    .flatMap((power) => digits.map((digit) => tidy(digit * 10 ** power)))
    .filter((tick) => tick >= least / 1.08 && tick <= most * 1.08);
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const digit = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough * 0.999) ?? 10;
  return digit * power;
}

/** 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

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
