/** The published level: `baseValue` on the first index day, whose own return is therefore not in the series. */
export function levels(portfolioValues: Float64Array, baseValue: number): Float64Array {
  const first = portfolioValues[0] ?? NaN;
  return portfolioValues.map((value) => (value / first) * baseValue);
}
