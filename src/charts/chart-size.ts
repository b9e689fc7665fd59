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
