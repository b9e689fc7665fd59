/** `values[i]` is a level on `dates[i]`; days `YYYY-MM-DD`, ascending; levels positive and finite. */
export interface ChartSeries {
  readonly name: string;
  readonly dates: readonly string[];
  readonly values: ArrayLike<number>;
}

/** What to draw. The benchmark is any level or close; it is rebased to the index on their first common day. */
export interface IndexChart {
  readonly title: string;
  readonly index: ChartSeries;
  readonly benchmark?: ChartSeries;
  /** Where the numbers come from, for the line at the bottom. */
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

export function pointAt({ dates, values }: ChartSeries, position: number): Point {
  return [Date.parse(dates[position] ?? ''), values[position] ?? Number.NaN];
}
