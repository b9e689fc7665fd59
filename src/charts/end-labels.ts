import type { ValueAxis } from './axes';

/** The last value of a line. */
export interface EndLabel {
  readonly text: string;
  readonly color: string;
  readonly value: number;
}

/**
 * Where the labels stand, in pixels from the top of the picture: at the height of their values, moved apart where they
 * would overlap, and never outside the panel.
 */
export function endLabels<Label extends EndLabel>(
  labels: readonly Label[],
  axis: ValueAxis,
  panel: { readonly top: number; readonly height: number },
  fontSize: number,
): (Label & { readonly y: number })[] {
  const distance = fontSize * 1.25;
  const placed = labels
    .map((label) => ({ ...label, y: panel.top + panel.height * (1 - shareOf(label.value, axis)) }))
    .sort((one, other) => one.y - other.y);
  let floor = panel.top;
  const downwards = placed.map((label) => {
    const y = Math.max(label.y, floor);
    floor = y + distance;
    return { ...label, y };
  });
  let ceiling = panel.top + panel.height;
  return downwards.reduceRight<(Label & { y: number })[]>((below, label) => {
    const y = Math.min(label.y, ceiling);
    ceiling = y - distance;
    return [{ ...label, y }, ...below];
  }, []);
}

/** How high a value stands on its axis: 0 at the bottom, 1 at the top. */
function shareOf(value: number, { logarithmic, least, most }: ValueAxis): number {
  const scale = logarithmic ? Math.log : (plain: number): number => plain;
  return (scale(value) - scale(least)) / (scale(most) - scale(least));
}
