/** `values[i]` is a level on `dates[i]`; days `YYYY-MM-DD`, ascending; levels positive and finite. */
export interface ChartSeries {
  readonly name: string;
  readonly dates: readonly string[];
  readonly values: ArrayLike<number>;
}

/** What to draw. The benchmark is any level or close; it is rebased to the index on their first common day. */
export interface IndexChart {
  /** Drawn with the period and the main figures below it. Omitted on a page that has them already. */
  readonly title?: string;
  readonly index: ChartSeries;
  readonly benchmark?: ChartSeries;
  /** A warning, such as made-up prices. */
  readonly notice?: string;
  /** Where the prices come from, for the line at the bottom. */
  readonly source: string;
}

/** Milliseconds since 1970 in UTC, and a number: what a time axis draws. */
export type Point = [instant: number, value: number];

/**
 * The benchmark on the days of the index that it has too, at the level of the index on the first of them.
 * Empty when they have no day in common.
 */
export function rebased(benchmark: ChartSeries, index: ChartSeries): ChartSeries {
  const dates: string[] = [];
  const values: number[] = [];
  let factor: number | undefined;
  let other = 0;
  index.dates.forEach((date, position) => {
    while ((benchmark.dates[other] ?? date) < date) other += 1;
    if (benchmark.dates[other] !== date) return;
    const close = benchmark.values[other] ?? Number.NaN;
    factor ??= (index.values[position] ?? Number.NaN) / close;
    dates.push(date);
    values.push(close * factor);
  });
  return { name: benchmark.name, dates, values };
}

/** Distance below the highest level so far, a fraction of at most 0. */
export function drawdownOf({ name, dates, values }: ChartSeries): ChartSeries {
  let peak = 0;
  const drawdowns = Float64Array.from(values, (level) => {
    peak = Math.max(peak, level);
    return level / peak - 1;
  });
  return { name, dates, values: drawdowns };
}

/** Lowest and highest value; infinities the wrong way round for no values. */
export function extremesOf(...series: readonly ChartSeries[]): { least: number; most: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const { values } of series) {
    for (let position = 0; position < values.length; position += 1) {
      const value = values[position] ?? Number.NaN;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return { least, most };
}

function pointAt({ dates, values }: ChartSeries, position: number): Point {
  return [Date.parse(dates[position] ?? ''), values[position] ?? Number.NaN];
}

/**
 * At most `most` points that look the same at that many pixels: the first, the last, and the lowest and the highest of each of
 * equal runs between them, so that no extreme is lost. What is short enough stays as it is. Done before the drawing, which
 * would hold up everything else for 100 ms at 8,800 points.
 */
export function downsampled(series: ChartSeries, most: number): Point[] {
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
