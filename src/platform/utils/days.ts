/** A day that exists, `YYYY-MM-DD`. It stays text from the request to the column, never a `Date`. */
export type CalendarDay = string;

export const DAY_MS = 86_400_000;

/** A calendar day, but for the length of its month. */
export const DAY_SHAPE = /^(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Whether the text is a day that exists, `YYYY-MM-DD`, 1900 to 2199: neither 2024-02-30, 2024, 2024-W10 nor 20240105. */
export function isCalendarDay(text: unknown): text is CalendarDay {
  if (typeof text !== 'string' || !DAY_SHAPE.test(text)) return false;
  return new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

/** Days since 1970-01-01. */
export function dayNumber(day: CalendarDay): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** The inverse of `dayNumber`. */
export function dayOf(number: number): CalendarDay {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** The calendar day `count` days later; a negative count goes back. */
export function addDays(day: CalendarDay, count: number): CalendarDay {
  return dayOf(dayNumber(day) + count);
}

/** Calendar days from one day to a later one; negative when the other is earlier. */
export function daysBetween(from: CalendarDay, to: CalendarDay): number {
  return dayNumber(to) - dayNumber(from);
}

/** 0 is Sunday, 6 is Saturday. */
export function weekday(day: CalendarDay): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}
