const BLOCK = 128;
const LANES = 8;

/**
 * Sum of the first `length` values, NaN counting as 0, in the order of numpy's pairwise summation (eight lanes in blocks of
 * 128, halves above that). The order decides the last bits, and with them whether a deviation is exactly 0.
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
