import { PriceMatrix } from '../shared/index-method';
import { mean, median, sampleDeviation } from '../shared/statistics';

const MISSING_SHARE_LIMIT = 0.1;

/**
 * Blanks closes below `minPrice`, fills each gap for at most `maxForwardFillDays` rows, drops every asset of which a tenth
 * or more of the rows is still missing, then every row in which nothing is left. The order is part of the method: a blanked
 * close is filled with the older, higher one, and the tenth counts the rows before any is dropped.
 */
export function cleanPrices(matrix: PriceMatrix, minPrice: number, maxForwardFillDays: number): PriceMatrix {
  const rowCount = matrix.dates.length;
  const columns = matrix.symbols.flatMap((symbol, column) => {
    const filled = fillForward(blankBelow(matrix.closes[column] ?? new Float64Array(), minPrice), maxForwardFillDays);
    return missingShare(filled, rowCount) < MISSING_SHARE_LIMIT ? [{ symbol, closes: filled }] : [];
  });
  const rows = rowsWithAnyClose(columns, rowCount);
  return {
    dates: rows.map((row) => matrix.dates[row] ?? ''),
    symbols: columns.map(({ symbol }) => symbol),
    closes: columns.map(({ closes }) => onlyRows(closes, rows)),
  };
}

function blankBelow(closes: Float64Array, minPrice: number): Float64Array {
  const kept = closes.slice();
  for (let row = 0; row < kept.length; row += 1) if ((kept[row] ?? NaN) < minPrice) kept[row] = NaN;
  return kept;
}

function fillForward(closes: Float64Array, maxDays: number): Float64Array {
  const filled = closes.slice();
  let last = NaN;
  let missing = 0;
  for (let row = 0; row < filled.length; row += 1) {
    const close = filled[row] ?? NaN;
    missing = Number.isNaN(close) ? missing + 1 : 0;
    if (missing === 0) last = close;
    else if (missing <= maxDays) filled[row] = last;
  }
  return filled;
}

function missingShare(closes: Float64Array, rowCount: number): number {
  let missing = 0;
  for (let row = 0; row < closes.length; row += 1) if (Number.isNaN(closes[row])) missing += 1;
  return missing / rowCount;
}

function rowsWithAnyClose(columns: readonly { readonly closes: Float64Array }[], rowCount: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < rowCount; row += 1) {
    if (columns.some(({ closes }) => !Number.isNaN(closes[row]))) rows.push(row);
  }
  return rows;
}

function onlyRows(closes: Float64Array, rows: readonly number[]): Float64Array {
  const kept = new Float64Array(rows.length);
  for (const [position, row] of rows.entries()) kept[position] = closes[row] ?? NaN;
  return kept;
}

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

/**
 * Sets every return further than `threshold` sample deviations from the mean of the whole column to the median of the
 * column. Mean, deviation and median are those before any replacement; a deviation of 0 has no outliers (0/0 is NaN).
 */
export function replaceOutliers(returns: Float64Array, threshold: number): Float64Array {
  const average = mean(returns);
  const deviation = sampleDeviation(returns);
  const middle = median(returns);
  const replaced = returns.slice();
  for (let row = 0; row < replaced.length; row += 1) {
    const distance = Math.abs(((replaced[row] ?? NaN) - average) / deviation);
    if (distance > threshold) replaced[row] = middle;
  }
  return replaced;
}
