import { type ChartSeries, type Point, pointAt } from './chart-data';

/**
 * At most `most` points that look the same at that many pixels: the first, the last, and the lowest and the highest of each of
 * equal runs between them, so that no extreme is lost. What is short enough stays as it is. Done before the drawing, which
 * would hold up everything else for 100 ms at 8,800 points.
 */
export function thinned(series: ChartSeries, most: number): Point[] {
  const count = series.dates.length;
  const positions = count <= most ? [...series.dates.keys()] : keptPositions(series.values, count, most);
  return positions.map((position) => pointAt(series, position));
}

function keptPositions(values: ArrayLike<number>, count: number, most: number): number[] {
  const runs = Math.floor((most - 2) / 2);
  const inner = count - 2;
  const kept = [0];
  for (let run = 0; run < runs; run += 1) {
    const start = 1 + Math.floor((run * inner) / runs);
    const end = 1 + Math.floor(((run + 1) * inner) / runs);
    kept.push(...extremePositions(values, start, end));
  }
  return [...kept, count - 1];
}

/** Of the lowest and the highest value in [start, end), in the order of time; one position when they are the same. */
function extremePositions(values: ArrayLike<number>, start: number, end: number): number[] {
  let lowest = start;
  let highest = start;
  for (let position = start + 1; position < end; position += 1) {
    if ((values[position] ?? 0) < (values[lowest] ?? 0)) lowest = position;
    if ((values[position] ?? 0) > (values[highest] ?? 0)) highest = position;
  }
  if (lowest === highest) return [lowest];
  return lowest < highest ? [lowest, highest] : [highest, lowest];
}
