/** A calendar day, but for the length of its month. */
export const DAY_SHAPE = /^(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Whether the text is a day that exists, `YYYY-MM-DD`, 1900 to 2199: neither 2024-02-30, 2024, 2024-W10 nor 20240105. */
export function isCalendarDay(text: unknown): text is string {
  if (typeof text !== 'string' || !DAY_SHAPE.test(text)) return false;
  return new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}
