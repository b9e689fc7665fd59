/** Parts of at least 0 as fractions of their sum; all 0 stays so. Scaled first, so that no sum overflows. */
export function normalise(parts: readonly number[]): number[] {
  const largest = parts.reduce((most, part) => Math.max(most, part), 0);
  if (largest === 0) return [...parts];
  const scaled = parts.map((part) => part / largest);
  const sum = scaled.reduce((total, part) => total + part, 0);
  return scaled.map((part) => part / sum);
}

/**
 * Limits every weight to `cap`, or to 1/n with too few assets for the cap. The excess is spread over the others in proportion
 * to their weights, or equally if those have none, and the rule is repeated until no weight exceeds the cap.
 * Source: S&P Dow Jones Indices, "Index Mathematics Methodology", Capped Market Capitalization Indices.
 */
export function capWeights(weights: readonly number[], cap: number): number[] {
  const limit = Math.max(cap, 1 / weights.length);
  const capped = new Set<number>();
  let current = [...weights];
  for (;;) {
    const exceeding = [...current.keys()].filter(
      (position) => !capped.has(position) && (current[position] ?? 0) > limit,
    );
    if (exceeding.length === 0) return current;
    exceeding.forEach((position) => capped.add(position));
    current = spread(weights, capped, limit);
  }
}

/** The capped at the limit, the rest of 1 on the others: proportional rounds from the original weights come to the same. */
function spread(weights: readonly number[], capped: ReadonlySet<number>, limit: number): number[] {
  const others = [...weights.keys()].filter((position) => !capped.has(position));
  const rest = 1 - capped.size * limit;
  const parts = others.map((position) => weights[position] ?? 0);
  const shares = normalise(parts.some((part) => part > 0) ? parts : parts.map(() => 1));
  const result = weights.map(() => limit);
  others.forEach((position, order) => (result[position] = Math.max(0, rest) * (shares[order] ?? 0)));
  return result;
}
