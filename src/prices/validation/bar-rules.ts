import { isSymbol, SYMBOL_FORM } from '../../assets';
import { isCalendarDay } from '../../platform/utils/days';
import { SessionDays } from '../../platform/utils/exchange-calendar';
import { PriceBar } from './price-bar';

/** A rule about one bar by itself. A bar that breaks it is impossible and can never be released from quarantine. */
interface BarRule {
  readonly name: string;
  /** What is wrong with the bar, for people; undefined when nothing is. */
  check(bar: PriceBar, days: SessionDays): string | undefined;
}

/** A broken rule: its name, and what is wrong. */
export interface Violation {
  readonly rule: string;
  readonly detail: string;
}

/**
 * In the order in which they are checked: each relies on those before it, and the first broken one is reported. How a bar
 * compares with its neighbours is checked when all bars of a batch have arrived: see `anomaly-rules.ts`.
 */
export const BAR_RULES: readonly BarRule[] = [
  // Whether an asset has the symbol is checked later, for all symbols of a batch at once.
  {
    name: 'symbol',
    check: ({ symbol }) => (isSymbol(symbol) ? undefined : `symbol ${quoted(symbol)} ${SYMBOL_FORM}`),
  },
  {
    name: 'calendar-day',
    check: ({ date }) =>
      isKnownDay(date) ? undefined : `date ${quoted(date)} is not a day of the calendar, YYYY-MM-DD`,
  },
  { name: 'decimal', check: findNonDecimal },
  { name: 'positive', check: findNonPositive },
  {
    name: 'future',
    check: ({ date }, { today }) =>
      date > today ? `${date} is in the future; at the exchange it is ${today}` : undefined,
  },
  // While the session is open, its bar holds the latest trade and not the close.
  {
    name: 'open-session',
    check: ({ date }, { lastCompleted, today }) =>
      date > lastCompleted && date <= today ? `the session of ${date} has not closed yet` : undefined,
  },
  { name: 'high-low', check: findCrossedRange },
];

/** The first rule that the bar breaks. */
export function findViolation(bar: PriceBar, days: SessionDays): Violation | undefined {
  for (const rule of BAR_RULES) {
    const detail = rule.check(bar, days);
    if (detail !== undefined) return { rule: rule.name, detail };
  }
  return undefined;
}

/** Days already found to exist, at most the 109,573 of three centuries: a batch repeats each day many times. */
const knownDays = new Set<string>();

function isKnownDay(date: string): boolean {
  if (knownDays.has(date)) return true;
  if (!isCalendarDay(date)) return false;
  knownDays.add(date);
  return true;
}

/** Plain notation: no exponent, NaN or thousands separator. 20 digits after the point hold the text of any double. */
const DECIMAL = /^-?\d{1,15}(\.\d{1,20})?$/;

const OPTIONAL_FIELDS = ['open', 'high', 'low', 'volume'] as const;

/** There is a close, and every number is a decimal. */
function findNonDecimal(bar: PriceBar): string | undefined {
  if (bar.close === '') return 'there is no close';
  if (!DECIMAL.test(bar.close)) return `close ${quoted(bar.close)} is not a decimal number`;
  for (const field of OPTIONAL_FIELDS) {
    const text = bar[field];
    if (text !== undefined && text !== '' && !DECIMAL.test(text)) {
      return `${field} ${quoted(text)} is not a decimal number`;
    }
  }
  return undefined;
}

const PRICE_FIELDS = ['close', 'open', 'high', 'low'] as const;

/** A price is above zero; a volume is not below zero. */
function findNonPositive(bar: PriceBar): string | undefined {
  for (const field of PRICE_FIELDS) {
    const text = bar[field];
    if (text !== undefined && text !== '' && !isPositive(text)) return `${field} ${text} is not above zero`;
  }
  return bar.volume?.startsWith('-') ? `volume ${bar.volume} is below zero` : undefined;
}

/** Decided by the digits, so that no rounding turns a tiny price into zero. */
function isPositive(decimal: string): boolean {
  return !decimal.startsWith('-') && /[1-9]/.test(decimal);
}

/** Adjusted bars are rounded field by field: a close may exceed the high by the last digit. */
const ROUNDING = 1e-6;

/** The high is the highest and the low the lowest, as far as they are given. */
function findCrossedRange(bar: PriceBar): string | undefined {
  if (!bar.high && !bar.low) return undefined;
  const close = Number(bar.close);
  const [open, high, low] = [bar.open, bar.high, bar.low].map((text) => (text ? Number(text) : undefined));
  const top = Math.max(close, open ?? close);
  const bottom = Math.min(close, open ?? close);
  if (high !== undefined && low !== undefined && isBelow(high, low)) return `high ${bar.high} is below low ${bar.low}`;
  if (high !== undefined && isBelow(high, top)) return `high ${bar.high} is below ${top}`;
  if (low !== undefined && isBelow(bottom, low)) return `low ${bar.low} is above ${bottom}`;
  return undefined;
}

function isBelow(one: number, other: number): boolean {
  return one < other * (1 - ROUNDING);
}

const MAX_QUOTED_CHARACTERS = 40;

/** Text of a source inside a message: shortened, without control characters. */
function quoted(text: string): string {
  const cut = text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}...` : text;
  return `"${cut.replace(/[\p{Cc}\p{Cs}]/gu, '?')}"`;
}
