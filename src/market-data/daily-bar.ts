import { CalendarDay, isCalendarDay } from '../platform/utils/days';
import { DailyBar } from './market-data-provider';

const DECIMAL = /^\d{1,15}(\.\d{1,12})?$/;
const OPTIONAL = ['open', 'high', 'low', 'volume'] as const;

/** A row of a source is no bar. The message says what is wrong with which field. */
export class BarFault extends Error {}

/**
 * A bar from the texts of a source; an optional field may be absent or empty, and nothing is guessed.
 * @throws BarFault on a day that does not exist, a missing or non-positive close, and anything but plain decimals
 */
export function readBar(date: unknown, fields: Readonly<Record<string, unknown>>): DailyBar {
  if (!isCalendarDay(date)) throw new BarFault(`has the day ${shown(date)}`);
  const close = readDecimal('close', fields.close, date);
  if (!/[1-9]/.test(close)) throw new BarFault(`has the close ${shown(close)} on ${date}`);
  const bar: { -readonly [Key in keyof DailyBar]: DailyBar[Key] } = { date, close };
  for (const name of OPTIONAL) {
    const text = fields[name];
    if (text !== undefined && text !== null && text !== '') bar[name] = readDecimal(name, text, date);
  }
  return bar;
}

/**
 * The bars by ascending day.
 * @throws BarFault when a day comes twice or lies outside `from` to `to`
 */
export function inOrder(bars: readonly DailyBar[], from: CalendarDay, to: CalendarDay): DailyBar[] {
  const sorted = [...bars].sort((a, b) => (a.date < b.date ? -1 : Number(a.date > b.date)));
  sorted.forEach((bar, i) => {
    if (bar.date === sorted[i - 1]?.date) throw new BarFault(`has ${bar.date} twice`);
    if (bar.date < from || bar.date > to) throw new BarFault(`has ${bar.date}, outside ${from} to ${to}`);
  });
  return sorted;
}

function readDecimal(name: string, text: unknown, date: CalendarDay): string {
  if (text === undefined || text === null) throw new BarFault(`has no ${name} on ${date}`);
  if (typeof text !== 'string' || !DECIMAL.test(text)) throw new BarFault(`has the ${name} ${shown(text)} on ${date}`);
  return text;
}

/** A value of the source within a message: short, on one line. */
function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 40);
}
