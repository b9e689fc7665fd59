import { CalendarDay } from '../market-data-provider';

const DAY_MS = 86_400_000;

/** Days since 1970-01-01. */
export function dayNumber(day: CalendarDay): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

export function dayOf(number: number): CalendarDay {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** 0 is Sunday. */
export function weekday(number: number): number {
  return (number + 4) % 7;
}
