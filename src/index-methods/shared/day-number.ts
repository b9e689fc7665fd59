const MILLISECONDS_A_DAY = 86_400_000;

/** Days from 1970-01-01 to the calendar day `YYYY-MM-DD`; the difference of two is the calendar days between them. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / MILLISECONDS_A_DAY;
}
