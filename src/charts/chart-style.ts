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

export const CHART_THEMES = ['light', 'dark'] as const;
export type ChartTheme = (typeof CHART_THEMES)[number];

export interface Colours {
  readonly background: string;
  readonly index: string;
  readonly benchmark: string;
  readonly drawdown: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
  readonly notice: string;
}

export const COLOURS: Readonly<Record<ChartTheme, Colours>> = {
  light: {
    background: '#ffffff',
    index: '#16486e',
    benchmark: '#b86e1c',
    drawdown: '#a33b36',
    text: '#1d2733',
    muted: '#5d6975',
    grid: '#e3e7eb',
    axis: '#9aa4ae',
    notice: '#9a3412',
  },
  dark: {
    background: '#14191f',
    index: '#6cb4f0',
    benchmark: '#e5a95c',
    drawdown: '#ef8078',
    text: '#e8edf2',
    muted: '#9eabb8',
    grid: '#2b343e',
    axis: '#5f6c79',
    notice: '#fdba74',
  },
};

/** Arimo, which PNGs are drawn with, has the widths of Helvetica and Arial. No quotation marks: they would end the attribute. */
export const FONT = 'Helvetica Neue, Helvetica, Arial, Arimo, Liberation Sans, DejaVu Sans, sans-serif';

/** A text that is at most `letters` long. */
export function shortened(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(1, Math.floor(letters) - 1))}…`;
}

const NARROW_SIGNS = /[.,:;|!'iljt ]/;
const WIDE_SIGNS = /[%MW@m…–]/;

/** Pixels that a text takes, a little more rather than less: digits of Arial are 0.556 of the font's size wide. */
export function widthOf(text: string, fontSize: number): number {
  const ems = [...text].map((sign) => (NARROW_SIGNS.test(sign) ? 0.3 : WIDE_SIGNS.test(sign) ? 0.9 : 0.6));
  return Math.ceil(fontSize * ems.reduce((total, each) => total + each, 0));
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
  readonly summaryLines: 1 | 2;
  readonly labelSize: number;
  /** A little less than there is: the widths of letters are estimated. */
  readonly textWidth: number;
  readonly noticeTop: number;
  readonly legendTop: number;
  readonly upper: Panel;
  readonly lower: Panel;
  readonly levelTicks: number;
  readonly drawdownTicks: number;
  readonly timeTicks: number;
}

/** What takes room beside and above the panels. */
interface ChartParts {
  readonly title: boolean;
  readonly notice: boolean;
  /** Pixels of the widest label on the left and on the right. */
  readonly left: number;
  readonly right: number;
}

/** Pictures narrower than this have smaller letters and their summary on two lines. */
const NARROW = 560;
const NOTICE_HEIGHT = 20;
/** Between a panel and its labels. */
export const LABEL_GAP = 8;

export function labelSizeOf({ width }: ChartSize): number {
  return width < NARROW ? 10 : 12;
}

/** About so many ticks fit in the panels. */
export function tickCounts({ height }: ChartSize): Pick<ChartLayout, 'levelTicks' | 'drawdownTicks'> {
  const panels = height - 160;
  return {
    levelTicks: Math.max(3, Math.round((panels * 0.7) / 52)),
    drawdownTicks: Math.max(1, Math.round((panels * 0.3) / 45)),
  };
}

export function layoutOf(size: ChartSize, { title, notice, left, right }: ChartParts): ChartLayout {
  const { width, height } = size;
  const narrow = width < NARROW;
  const margin = narrow ? 14 : 24;
  const noticeTop = title ? (narrow ? 72 : 66) : 12;
  const legendTop = noticeTop + (notice ? NOTICE_HEIGHT : 0);
  const top = legendTop + 28;
  const room = height - top - (narrow ? 54 : 60);
  const gap = 18;
  const upperHeight = Math.round((room - gap) * 0.7);
  const labelSize = labelSizeOf(size);
  // The name of an axis stands on its side, left of the labels.
  const sides = { left: margin + labelSize + LABEL_GAP + left + LABEL_GAP, right: LABEL_GAP + right + margin };
  return {
    margin,
    titleSize: narrow ? 15 : 19,
    summaryLines: narrow ? 2 : 1,
    labelSize,
    textWidth: Math.floor((width - 2 * margin) * 0.95),
    noticeTop,
    legendTop,
    upper: { ...sides, top, height: upperHeight },
    lower: { ...sides, top: top + upperHeight + gap, height: room - gap - upperHeight },
    ...tickCounts(size),
    timeTicks: Math.max(3, Math.round((width - sides.left - sides.right) / (5 * labelSize))),
  };
}
