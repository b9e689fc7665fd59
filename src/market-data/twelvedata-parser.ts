import { CalendarDay, addDays } from '../platform/utils/days';
import { BarFault, inOrder, readBar } from './daily-bar';
import { DailyBar, FailureCategory } from './market-data-provider';

/** One symbol of a request, in the vendor's spelling. */
export interface RequestedSymbol {
  readonly symbol: string;
  readonly vendorSymbol: string;
  readonly currency: string;
}

export interface RequestedRange {
  readonly from: CalendarDay;
  readonly to: CalendarDay;
}

export interface VendorFailure {
  readonly kind: 'failure';
  readonly category: FailureCategory;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

export type SymbolResult = { readonly kind: 'bars'; readonly bars: readonly DailyBar[] } | VendorFailure;

const INTERVAL = '1day';
const PAIR = /^[A-Z]{3}\/[A-Z]{3}$/;
const CATEGORIES: Readonly<Record<number, FailureCategory>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  429: 'rate_limited',
};

/**
 * The vendor's result for each symbol. The response is `{meta, values, status}` for one symbol, and an object of those by
 * symbol for several. An error `{code, message, status: "error"}` is about all of them or one, often with HTTP 200.
 */
export function parseTimeSeries(
  body: unknown,
  symbols: readonly RequestedSymbol[],
  range: RequestedRange,
): ReadonlyMap<string, SymbolResult> {
  const one = symbols.length === 1;
  const whole = vendorError(body);
  return new Map(
    symbols.map((asked) => {
      const part = one ? body : isRecord(body) ? body[asked.vendorSymbol] : undefined;
      return [asked.symbol, whole ? orNoBars(whole) : parseSeries(part, asked, range)];
    }),
  );
}

/** Whether a body that is not an error has a part for at least one of the symbols, be it bars or an error. */
export function hasResultForAny(body: unknown, symbols: readonly RequestedSymbol[]): boolean {
  if (!isRecord(body)) return false;
  return symbols.length === 1 ? body.status !== undefined : symbols.some(({ vendorSymbol }) => vendorSymbol in body);
}

/** The error that a body is, if it is one. */
export function vendorError(body: unknown): VendorFailure | undefined {
  if (!isRecord(body) || body.status !== 'error') return undefined;
  const message = typeof body.message === 'string' ? body.message : 'no message';
  return { kind: 'failure', category: categoryOf(body.code, message), message };
}

/** Whether the credits of the day, not only of the minute, are gone. */
export function isEndOfDay(failure: VendorFailure): boolean {
  return failure.category === 'rate_limited' && /for the day/i.test(failure.message);
}

function categoryOf(code: unknown, message: string): FailureCategory {
  if (typeof code !== 'number') return 'malformed';
  if (code >= 500) return 'unavailable';
  // The plan lacks it; said with 403, 404 and 400.
  if (code < 500 && /available starting with/i.test(message)) return 'forbidden';
  if (code === 400 && /symbol\W* not found|valid symbol/i.test(message)) return 'not_found';
  return CATEGORIES[code] ?? 'rejected';
}

/** The vendor calls a range without sessions a faulty request. It has no bars, and nothing failed. */
function orNoBars(failure: VendorFailure): SymbolResult {
  const empty = failure.category === 'rejected' && failure.message.startsWith('No data is available on the specified');
  return empty ? { kind: 'bars', bars: [] } : failure;
}

function parseSeries(part: unknown, asked: RequestedSymbol, range: RequestedRange): SymbolResult {
  const error = vendorError(part);
  if (error) return orNoBars(error);
  try {
    return { kind: 'bars', bars: readSeries(part, asked, range) };
  } catch (fault) {
    if (!(fault instanceof BarFault)) throw fault;
    return { kind: 'failure', category: 'malformed', message: `The answer for ${asked.symbol} ${fault.message}` };
  }
}

function readSeries(part: unknown, asked: RequestedSymbol, range: RequestedRange): DailyBar[] {
  if (!isRecord(part)) throw new BarFault('is missing');
  if (part.status !== 'ok') throw new BarFault('has no status');
  if (!isRecord(part.meta)) throw new BarFault('has no meta');
  checkMeta(part.meta, asked);
  if (!Array.isArray(part.values)) throw new BarFault('has no values');
  const bars = part.values.map((value: unknown) => {
    if (!isRecord(value)) throw new BarFault('has a value that is no object');
    return readBar(value.datetime, value);
  });
  // It is not documented whether end_date is included, so one more day is requested, and dropped here.
  const dayAfter = addDays(range.to, 1);
  return inOrder(bars, range.from, dayAfter).filter((bar) => bar.date !== dayAfter);
}

function checkMeta(meta: Record<string, unknown>, asked: RequestedSymbol): void {
  const expect = (name: string, wanted: string): void => {
    if (meta[name] !== wanted) throw new BarFault(`has the ${name} ${JSON.stringify(meta[name])}, not ${wanted}`);
  };
  expect('symbol', asked.vendorSymbol);
  expect('interval', INTERVAL);
  // The meta of a pair names its currencies in words ("US Dollar"); the symbol says the same in codes.
  if (!PAIR.test(asked.vendorSymbol)) expect('currency', asked.currency);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
