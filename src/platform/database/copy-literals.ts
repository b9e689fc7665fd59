// COPY takes no parameters, so what goes into its text is checked to be nothing but a number or a day.

/** @throws TypeError */
export function wholeNumber(value: number): number {
  if (!Number.isSafeInteger(value)) throw new TypeError('an id is a whole number');
  return value;
}

/** @throws TypeError */
export function calendarDay(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new TypeError('a day is YYYY-MM-DD');
  return text;
}
