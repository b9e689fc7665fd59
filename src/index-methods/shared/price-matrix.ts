import type { PriceMatrix } from './index-method';

/** One close. `date` is a `YYYY-MM-DD` calendar day; a close of NaN means that the asset has none that day. */
export interface PriceRecord {
  readonly symbol: string;
  readonly date: string;
  readonly close: number;
}

const CALENDAR_DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Builds a matrix from records in any order: days ascending, symbols ascending by code point.
 *
 * @throws RangeError for a day that is not `YYYY-MM-DD`, and for a second close of the same asset and day, because choosing
 * one of two would make the result depend on the order of arrival
 */
export function buildPriceMatrix(records: Iterable<PriceRecord>): PriceMatrix {
  const kept = [...records];
  const dates = distinctAscending(kept.map(({ date }) => calendarDay(date)));
  const symbols = distinctAscending(kept.map(({ symbol }) => symbol));
  const rowOf = positions(dates);
  const columnOf = new Map(symbols.map((symbol) => [symbol, new Float64Array(dates.length).fill(Number.NaN)]));
  for (const { symbol, date, close } of kept) {
    const column = columnOf.get(symbol);
    const row = rowOf.get(date);
    if (column === undefined || row === undefined) continue;
    if (!Number.isNaN(column[row])) throw new RangeError(`${symbol} has two closes on ${date}`);
    column[row] = close;
  }
  return { dates, symbols, closes: [...columnOf.values()] };
}

function calendarDay(date: string): string {
  if (CALENDAR_DAY.test(date)) return date;
  throw new RangeError(`${JSON.stringify(date)} is not a YYYY-MM-DD day`);
}

/** `sort` without a comparison goes by code point for every character a symbol or a day may hold. */
function distinctAscending(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function positions(texts: readonly string[]): Map<string, number> {
  return new Map(texts.map((text, position) => [text, position]));
}
