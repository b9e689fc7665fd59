import { type ChartSeries, extremesOf } from './chart-data';

/** Pixels. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

export const DEFAULT_CHART_SIZE: ChartSize = { width: 960, height: 600 };
/** Below, the labels do not fit; above, a picture costs more than a report can show. */
export const CHART_BOUNDS = { width: { least: 320, most: 2400 }, height: { least: 280, most: 1600 } } as const;

/** Throws `RangeError` for a size out of `CHART_BOUNDS`. */
export function assertChartSize(size: ChartSize): void {
  for (const side of ['width', 'height'] as const) {
    const { least, most } = CHART_BOUNDS[side];
    if (Number.isInteger(size[side]) && size[side] >= least && size[side] <= most) continue;
    throw new RangeError(`${side}: must be a whole number from ${least} to ${most}`);
  }
}

export const COLOURS = {
  index: '#16486e',
  benchmark: '#c77d2e',
  drawdown: '#a33b36',
  text: '#1d2733',
  muted: '#5d6975',
  grid: '#e3e7eb',
  axis: '#9aa4ae',
} as const;

/** Without quotation marks: they would end the attribute that this is written into. */
export const FONT = 'Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif';

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

interface Panel {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
}

/** Where everything stands, in pixels. */
export interface ChartLayout {
  readonly margin: number;
  readonly titleSize: number;
  readonly labelSize: number;
  /** A little less than there is: the widths of letters are estimated. */
  readonly textWidth: number;
  readonly legendTop: number;
  readonly nameGap: number;
  readonly upper: Panel;
  readonly lower: Panel;
  readonly levelTicks: number;
  readonly drawdownTicks: number;
  readonly timeTicks: number;
}

/** Pictures narrower than this have smaller letters and their summary on two lines. */
const NARROW = 560;

export function layoutOf({ width, height }: ChartSize): ChartLayout {
  const narrow = width < NARROW;
  const margin = narrow ? 14 : 24;
  const legendTop = narrow ? 74 : 68;
  const top = legendTop + 28;
  const room = height - top - (narrow ? 54 : 60);
  const gap = 18;
  const upperHeight = Math.round((room - gap) * 0.7);
  const sides = { left: narrow ? 62 : 84, right: narrow ? 16 : 28 };
  return {
    margin,
    titleSize: narrow ? 15 : 19,
    labelSize: narrow ? 10 : 12,
    textWidth: Math.floor((width - 2 * margin) * 0.95),
    legendTop,
    nameGap: narrow ? 42 : 52,
    upper: { ...sides, top, height: upperHeight },
    lower: { ...sides, top: top + upperHeight + gap, height: room - gap - upperHeight },
    levelTicks: Math.max(3, Math.round(upperHeight / 52)),
    drawdownTicks: Math.max(1, Math.round((room - gap - upperHeight) / 45)),
    timeTicks: Math.max(3, Math.round(width / 65)),
  };
}
