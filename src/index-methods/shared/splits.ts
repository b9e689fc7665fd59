import type { PriceMatrix } from './index-method';

/** On `date` (the ex-date) one share became `ratio` shares: 4 for a 4:1 split, 0.1 for a 1:10 consolidation. */
export interface Split {
  readonly symbol: string;
  readonly date: string;
  readonly ratio: number;
}

/**
 * Split-adjusted closes from raw closes: divides every close before an ex-date by the ratio, so that no split looks like a
 * return. Methods see closes only and know no splits. Does not change the given matrix.
 * Source: S&P Dow Jones Indices, "Index Mathematics Methodology", Corporate Actions (price and shares adjusted, no divisor
 * change).
 */
export function applySplits(matrix: PriceMatrix, splits: readonly Split[]): PriceMatrix {
  splits.forEach(assertRatio);
  const closes = matrix.symbols.map((symbol, column) => {
    const own = splits.filter((split) => split.symbol === symbol);
    return adjusted(matrix.closes[column] ?? new Float64Array(0), matrix.dates, own);
  });
  return { ...matrix, closes };
}

function adjusted(closes: Float64Array, dates: readonly string[], splits: readonly Split[]): Float64Array {
  return closes.map((close, row) => {
    const day = dates[row] ?? '';
    return splits.reduce((price, split) => (day < split.date ? price / split.ratio : price), close);
  });
}

function assertRatio({ symbol, date, ratio }: Split): void {
  if (Number.isFinite(ratio) && ratio > 0) return;
  throw new RangeError(`the split of ${symbol} on ${date} has the ratio ${ratio}: a positive number is needed`);
}
