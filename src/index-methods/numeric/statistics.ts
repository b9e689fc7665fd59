import { pairwiseSum } from './pairwise-sum';

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

/** Quantile `fraction` in [0, 1] by linear interpolation at position (n - 1) · fraction; NaN for no values. No NaN in `values`. */
export function quantile(values: Float64Array, fraction: number): number {
  const sorted = values.toSorted();
  const position = (sorted.length - 1) * fraction;
  const below = Math.floor(position);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  return low + (high - low) * (position - below);
}

/** Reused between calls: a weekly index of 500 assets asks for half a million deviations. */
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
