import { monthName } from './formats';

/** From this ratio of the highest level to the lowest on, equal distances mean equal returns. */
const LOGARITHMIC_FROM = 8;
/** Below this fraction of the level a line is flat: its axis shows one per cent on both sides instead of rounding errors. */
const FLAT = 1e-6;

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

/**
 * Round ticks, about `wanted` intervals. The first is at or below the least level and the last at or above the most, so
 * that a reader can tell every level by two ticks. Without a level from 0 to 100.
 */
export function levelAxis({ least, most }: Extremes, wanted: number): ValueAxis {
  if (least > most) return linearAxis(0, 100, wanted);
  if (most - least < most * FLAT) return linearAxis(least * 0.99, least * 1.01, wanted);
  return most / least >= LOGARITHMIC_FROM ? logarithmicAxis(least, most, wanted) : linearAxis(least, most, wanted);
}

/** From the deepest drawdown, rounded down, up to 0; from -1 % without a drawdown. */
export function drawdownAxis({ least }: Extremes, wanted: number): ValueAxis {
  return linearAxis(least < -FLAT ? least : -0.01, 0, wanted);
}

/** Ticks from the one below the least to the one above the most, as fine as `wanted` intervals and one more allow. */
function linearAxis(least: number, most: number, wanted: number): ValueAxis {
  const step = roundStep(most - least, (candidate) => intervalsOf(least, most, candidate) <= wanted + 1);
  const first = Math.floor(tidy(least / step));
  const ticks = Array.from({ length: intervalsOf(least, most, step) + 1 }, (_, order) => tidy((first + order) * step));
  return { logarithmic: false, ...boundsOf(ticks), ticks };
}

function intervalsOf(least: number, most: number, step: number): number {
  return Math.ceil(tidy(most / step)) - Math.floor(tidy(least / step));
}

/** 1, 2, 5 of each power of ten, or fewer of them where that is too many. The line lies between the first and the last. */
function logarithmicAxis(least: number, most: number, wanted: number): ValueAxis {
  const candidates = [[1, 2, 5], [1, 3], [1]].map((digits) => ticksAround(least, most, digits));
  const ticks = candidates.find(({ length }) => length <= wanted + 3) ?? ticksAround(least, most, [1]);
  return { logarithmic: true, ...boundsOf(ticks), ticks };
}

function ticksAround(least: number, most: number, digits: readonly number[]): number[] {
  const lowest = Math.floor(Math.log10(least));
  const powers = Array.from({ length: Math.ceil(Math.log10(most)) - lowest + 2 }, (_, order) => lowest + order);
  const all = powers.flatMap((power) => digits.map((digit) => tidy(digit * 10 ** power)));
  const from = all.findLastIndex((tick) => tick <= least);
  const to = all.findIndex((tick) => tick >= most);
  return all.slice(from, to + 1);
}

function boundsOf(ticks: readonly number[]): Extremes {
  return { least: ticks[0] ?? 0, most: ticks.at(-1) ?? 0 };
}

/** The finest of 1, 2, 2.5, 5 times a power of ten that is coarse enough for a range above 0. */
function roundStep(range: number, isCoarseEnough: (step: number) => boolean): number {
  for (let power = Math.floor(Math.log10(range)) - 2; ; power += 1) {
    const step = [1, 2, 2.5, 5].map((digit) => tidy(digit * 10 ** power)).find(isCoarseEnough);
    if (step !== undefined) return step;
  }
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

interface Step {
  readonly unit: Unit;
  readonly count: number;
  readonly days: number;
}

/** Steps from fine to coarse, each with the days that it takes. */
const STEPS: readonly Step[] = [
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

/** Beginnings of days, months or years from the first instant to the last, at most `wanted`; none when those are NaN. */
export function timeTicks(first: number, last: number, wanted: number): TimeTick[] {
  const days = (last - first) / DAY;
  const fitting = STEPS.filter((step) => days / step.days <= wanted)
    .map((step) => ticksBetween(first, last, step))
    .find(({ length }) => length <= wanted);
  return withYear(fitting ?? ticksBetween(first, last, { unit: 'year', count: 25 }));
}

function ticksBetween(first: number, last: number, { unit, count }: Pick<Step, 'unit' | 'count'>): TimeTick[] {
  const ticks: TimeTick[] = [];
  let instant = beginning(first, unit, count, 0);
  for (let order = 1; instant <= last; order += 1) {
    if (instant >= first) ticks.push({ instant, label: labelOf(instant, unit) });
    instant = beginning(first, unit, count, order);
  }
  return ticks;
}

/** The first tick names its year when no other does. */
function withYear([start, ...others]: readonly TimeTick[]): TimeTick[] {
  if (start === undefined) return [];
  const hasYear = [start, ...others].some(({ label }) => /^\d{4}$/.test(label));
  return [
    hasYear ? start : { ...start, label: `${start.label} ${new Date(start.instant).getUTCFullYear()}` },
    ...others,
  ];
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
  if (unit === 'day') return `${date.getUTCDate()} ${monthName(date.getUTCMonth())}`;
  return unit === 'year' || date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : monthName(date.getUTCMonth());
}
