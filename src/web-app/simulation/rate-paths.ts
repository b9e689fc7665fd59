/** One stored exchange rate on the way: `AAA/BBB` says what one AAA costs in BBB. */
export interface RateStep {
  readonly symbol: string;
  /** Whether the rate is needed the other way round. */
  readonly inverse: boolean;
}

/** The ways from one currency to another over stored rates, the shortest first: direct, inverse, over a third currency. */
export function ratePaths(from: string, to: string, symbols: readonly string[]): RateStep[][] {
  const direct = stepsBetween(from, to, symbols).map((step) => [step]);
  const thirds = [...new Set(symbols.flatMap((symbol) => symbol.split('/')))].filter((c) => c !== from && c !== to);
  const crosses = thirds
    .sort()
    .flatMap((third) =>
      stepsBetween(from, third, symbols).flatMap((one) =>
        stepsBetween(third, to, symbols).map((other) => [one, other]),
      ),
    );
  return [...direct, ...crosses];
}

function stepsBetween(from: string, to: string, symbols: readonly string[]): RateStep[] {
  return [
    { symbol: `${from}/${to}`, inverse: false },
    { symbol: `${to}/${from}`, inverse: true },
  ].filter(({ symbol }) => symbols.includes(symbol));
}
