/** Returns as fractions between neighbours, (v[i+1] - v[i]) / v[i]: one fewer than values. */
export function simpleReturns(values: Float64Array): Float64Array {
  return values.subarray(1).map((value, index) => (value - (values[index] ?? NaN)) / (values[index] ?? NaN));
}
