const BLOCK = 128;
const LANES = 8;

/**
 * Sum of the first `length` values; NaN counts as 0. The order is that of numpy's pairwise summation (eight lanes in blocks
 * of 128, halves above that): it decides the last bits, and with them whether a deviation is exactly 0.
 */
export function pairwiseSum(values: Float64Array, length: number = values.length): number {
  return sumFrom(values, 0, length);
}

function sumFrom(values: Float64Array, start: number, length: number): number {
  if (length < LANES) return sequentialSum(0, values, start, start + length);
  if (length <= BLOCK) return blockSum(values, start, length);
  const half = Math.floor(length / 2);
  const left = half - (half % LANES);
  return sumFrom(values, start, left) + sumFrom(values, start + left, length - left);
}

function sequentialSum(initial: number, values: Float64Array, start: number, end: number): number {
  let sum = initial;
  for (let index = start; index < end; index += 1) sum += at(values, index);
  return sum;
}

function blockSum(values: Float64Array, start: number, length: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let [e, f, g, h] = [0, 0, 0, 0];
  const end = start + length - (length % LANES);
  for (let index = start; index < end; index += LANES) {
    a += at(values, index);
    b += at(values, index + 1);
    c += at(values, index + 2);
    d += at(values, index + 3);
    e += at(values, index + 4);
    f += at(values, index + 5);
    g += at(values, index + 6);
    h += at(values, index + 7);
  }
  return sequentialSum(a + b + (c + d) + (e + f + (g + h)), values, end, start + length);
}

function at(values: Float64Array, index: number): number {
  const value = values[index];
  return value === undefined || Number.isNaN(value) ? 0 : value;
}

/**
 * Quantile of the first `count` of ascending values, by linear interpolation at position (count - 1) · fraction.
 * Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996), definition 7; numpy's and Excel's default.
 */
export function quantileOfSorted(sorted: Float64Array, count: number, fraction: number): number {
  const position = (count - 1) * fraction;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, count - 1)] ?? Number.NaN;
  return low + (high - low) * (position - below);
}

/** Mean of the entries that are not NaN; NaN when there are none. */
export function mean(values: Float64Array): number {
  return pairwiseSum(values) / countOfNumbers(values);
}

/** Sample standard deviation (n - 1) of the entries that are not NaN; NaN for fewer than two. */
export function sampleDeviation(values: Float64Array): number {
  const count = countOfNumbers(values);
  return count < 2 ? NaN : Math.sqrt(squaredDeviations(values, count) / (count - 1));
}

/** Population standard deviation (n) of the entries that are not NaN; NaN when there are none. */
export function populationDeviation(values: Float64Array): number {
  const count = countOfNumbers(values);
  return Math.sqrt(squaredDeviations(values, count) / count);
}

/** Median of the entries that are not NaN, for an even count the mean of the two middle ones; NaN when there are none. */
export function median(values: Float64Array): number {
  // Typed arrays sort NaN to the end.
  const sorted = values.toSorted().subarray(0, countOfNumbers(values));
  const upper = Math.floor(sorted.length / 2);
  const middle = sorted[upper] ?? NaN;
  return sorted.length % 2 === 1 ? middle : ((sorted[upper - 1] ?? NaN) + middle) / 2;
}

/** Reused between calls: a weekly index of 500 assets computes half a million deviations. */
let scratch = new Float64Array(64);

function squaredDeviations(values: Float64Array, count: number): number {
  const average = pairwiseSum(values) / count;
  if (scratch.length < values.length) scratch = new Float64Array(values.length);
  for (let index = 0; index < values.length; index += 1) {
    const deviation = average - (values[index] ?? NaN);
    scratch[index] = deviation * deviation;
  }
  return pairwiseSum(scratch, values.length);
}

function countOfNumbers(values: Float64Array): number {
  let count = 0;
  for (let index = 0; index < values.length; index += 1) if (!Number.isNaN(values[index])) count += 1;
  return count;
}
