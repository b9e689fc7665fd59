/** Charts and the pages of reports write days and numbers by these functions. `Intl` would write "Sept" in full. */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const TWO_DECIMALS = { minimumFractionDigits: 2, maximumFractionDigits: 2 } as const;
const PERCENT = new Intl.NumberFormat('en-US', { style: 'percent', ...TWO_DECIMALS });
const SIGNED_PERCENT = new Intl.NumberFormat('en-US', {
  style: 'percent',
  signDisplay: 'exceptZero',
  ...TWO_DECIMALS,
});
const SIGNED = new Intl.NumberFormat('en-US', { signDisplay: 'exceptZero', ...TWO_DECIMALS });
const NUMBER = new Intl.NumberFormat('en-US', TWO_DECIMALS);
const SMALL = new Intl.NumberFormat('en-US', { minimumSignificantDigits: 4, maximumSignificantDigits: 4 });

/** @param month from 0 for January */
export const monthName = (month: number): string => MONTHS[month] ?? '';

/** `29 Nov 2024`, which cannot be read in two ways. @param day `YYYY-MM-DD` */
export const formatDay = (day: string): string => `${Number(day.slice(8, 10))} ${formatMonth(day)}`;

/** `Nov 2024`. @param month `YYYY-MM`, or a day */
export const formatMonth = (month: string): string =>
  `${monthName(Number(month.slice(5, 7)) - 1)} ${month.slice(0, 4)}`;

/** Both days are included. */
export const formatPeriod = (from: string, to: string): string =>
  from === to ? formatDay(from) : `${formatDay(from)} – ${formatDay(to)}`;

/** `12.34%` for 0.1234. */
export const formatPercent = (fraction: number): string => withMinus(PERCENT.format(fraction));

/** `+12.34%` for 0.1234; no sign for zero. */
export const formatChange = (fraction: number): string => withMinus(SIGNED_PERCENT.format(fraction));

/** The difference of two fractions, in percentage points: `+1.50 pp` for 0.015. */
export const formatPoints = (difference: number): string => `${withMinus(SIGNED.format(difference * 100))} pp`;

/** Two decimals; below 1, where they would say little, four digits. */
export const formatLevel = (level: number): string =>
  withMinus(level !== 0 && Math.abs(level) < 1 ? SMALL.format(level) : NUMBER.format(level));

/** Two decimals. */
export const formatNumber = (value: number): string => withMinus(NUMBER.format(value));

/** Every tick of an axis with the same number of decimals: as many as the finest needs. */
export function tickFormat(ticks: readonly number[], style: 'decimal' | 'percent'): (value: number) => string {
  const scale = style === 'percent' ? 100 : 1;
  const decimals = Math.max(0, ...ticks.map((tick) => decimalsOf(tick * scale)));
  const format = new Intl.NumberFormat('en-US', {
    style,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return (value) => withMinus(format.format(value));
}

/** On a logarithmic axis each tick has the decimals that it needs: 0.5, 1, 2. */
export function plainTick(value: number): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: decimalsOf(value) }).format(value);
}

const MAX_DECIMALS = 12;

function decimalsOf(value: number): number {
  const [, decimals = ''] = Number(value.toPrecision(10)).toFixed(MAX_DECIMALS).split('.');
  return decimals.replace(/0+$/, '').length;
}

/** A typographic minus, as wide as the plus. */
function withMinus(text: string): string {
  return text.replace('-', '\u2212');
}
