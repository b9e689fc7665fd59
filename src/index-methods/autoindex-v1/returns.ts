/**
 * Daily returns as fractions: close / last known close - 1. A gap of any length gives 0 on its days and the whole move on
 * the first priced day; NaN up to and including an asset's first priced day.
 */
export function dailyReturns(closes: Float64Array): Float64Array {
  const returns = new Float64Array(closes.length);
  let last = NaN;
  for (let row = 0; row < closes.length; row += 1) {
    const previous = last;
    const close = closes[row] ?? NaN;
    last = Number.isNaN(close) ? previous : close;
    returns[row] = last / previous - 1;
  }
  return returns;
}

/** Returns bounded to [minimum, maximum]; NaN stays NaN. */
export function clipReturns(returns: Float64Array, minimum: number, maximum: number): Float64Array {
  const clipped = returns.slice();
  for (let row = 0; row < clipped.length; row += 1) {
    const value = clipped[row] ?? NaN;
    if (value < minimum) clipped[row] = minimum;
    else if (value > maximum) clipped[row] = maximum;
  }
  return clipped;
}
