import { CalendarDay, dayNumber, dayOf } from './days';

/** Closings that no rule says: days of national mourning. */
const EXTRAORDINARY = ['2018-12-05', '2025-01-09'];
const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;

/** 0 is Sunday. */
function weekday(number: number): number {
  return (number + 4) % 7;
}

/** Whether the New York Stock Exchange trades on that day (days since 1970-01-01); by today's rules, from 2018 on. */
export function isSession(number: number): boolean {
  return isWeekday(number) && !holidays(yearOf(number)).has(number);
}

/** Whether the exchange has no session after the day in its month. */
export function isLastSessionOfMonth(day: CalendarDay): boolean {
  const month = day.slice(0, 7);
  for (let next = dayNumber(day) + 1; dayOf(next).startsWith(month); next += 1) {
    if (isSession(next)) return false;
  }
  return true;
}

export function isWeekday(number: number): boolean {
  return weekday(number) !== SUNDAY && weekday(number) !== SATURDAY;
}

const known = new Map<number, ReadonlySet<number>>();

function holidays(year: number): ReadonlySet<number> {
  const days = known.get(year) ?? new Set([...holidaysByRule(year), ...EXTRAORDINARY.map(dayNumber)]);
  known.set(year, days);
  return days;
}

function yearOf(number: number): number {
  return Number(dayOf(number).slice(0, 4));
}

/** NYSE rule 7.2: a holiday on a Saturday is kept on Friday, on a Sunday on Monday; New Year's Day never in December. */
function holidaysByRule(year: number): number[] {
  const on = (monthAndDay: string): number => dayNumber(`${year}-${monthAndDay}`);
  const fixed = [on('07-04'), on('12-25'), ...(year >= 2022 ? [on('06-19')] : [])].map(observed);
  const newYear = weekday(on('01-01')) === SATURDAY ? [] : [observed(on('01-01'))];
  return [
    ...newYear,
    ...fixed,
    nth(3, MONDAY, on('01-01')),
    nth(3, MONDAY, on('02-01')),
    easterSunday(year) - 2,
    nth(1, MONDAY, on('05-25')),
    nth(1, MONDAY, on('09-01')),
    nth(4, THURSDAY, on('11-01')),
  ];
}

function observed(day: number): number {
  if (weekday(day) === SATURDAY) return day - 1;
  return weekday(day) === SUNDAY ? day + 1 : day;
}

/** The nth such weekday on or after `from`. */
function nth(n: number, wanted: number, from: number): number {
  return from + ((wanted - weekday(from) + 7) % 7) + 7 * (n - 1);
}

/** The anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const day = ((h + l - 7 * m + 114) % 31) + 1;
  return dayNumber(`${year}-0${month}-${String(day).padStart(2, '0')}`);
}
