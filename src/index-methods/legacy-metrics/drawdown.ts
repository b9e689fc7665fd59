/** The deepest fall, a fraction ≤ 0, and the positions of its peak and its trough. */
export interface Drawdown {
  readonly depth: number;
  readonly peak: number;
  readonly trough: number;
}

/** min over time of (v - running maximum) / running maximum; the first such trough, and the first day of its peak. */
export function maximumDrawdown(values: Float64Array): Drawdown {
  let deepest: Drawdown = { depth: 0, peak: 0, trough: 0 };
  let peak = 0;
  for (const [position, value] of values.entries()) {
    const highest = values[peak] ?? NaN;
    if (value > highest) peak = position;
    else if ((value - highest) / highest < deepest.depth) {
      deepest = { depth: (value - highest) / highest, peak, trough: position };
    }
  }
  return deepest;
}

/** How far the last value is below the highest, a fraction ≤ 0; 0 without values. */
export function currentDrawdown(values: Float64Array): number {
  const highest = values.reduce((maximum, value) => Math.max(maximum, value), -Infinity);
  return values.length === 0 ? 0 : ((values.at(-1) ?? NaN) - highest) / highest;
}
