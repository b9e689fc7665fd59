import type { ChartSize } from './chart-size';

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
