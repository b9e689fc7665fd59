import { type ChartSeries, extremesOf } from './chart-data';

const LEVEL = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });
const PERCENT = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 3 });
const SIGNED_PERCENT = new Intl.NumberFormat('en-US', {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
});

/** `2 Jan 1990 – 29 Nov 2024` could be read in two ways where months are numbers; this cannot. */
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

export const formatLevel = (level: number): string => LEVEL.format(level);
export const formatPercent = (fraction: number): string => withMinus(PERCENT.format(fraction));

/** A text that is at most `letters` long. */
export function shortened(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(1, Math.floor(letters) - 1))}…`;
}

/** The figures that a reader looks for first: period, return, deepest drawdown. Empty for a series without values. */
export function summaryOf(index: ChartSeries, drawdown: ChartSeries): string {
  const { dates, values } = index;
  if (dates.length === 0) return '';
  const growth = (values[values.length - 1] ?? Number.NaN) / (values[0] ?? Number.NaN);
  const figures = [
    `${formatDay(dates[0])} – ${formatDay(dates.at(-1))}`,
    `return ${withMinus(SIGNED_PERCENT.format(growth - 1))}`,
    `deepest drawdown ${withMinus(SIGNED_PERCENT.format(extremesOf(drawdown).least))}`,
  ];
  return figures.join('  ·  ');
}

function formatDay(date = ''): string {
  return DAY.format(Date.parse(date));
}

/** A typographic minus, as wide as the plus. */
function withMinus(text: string): string {
  return text.replace('-', '\u2212');
}
