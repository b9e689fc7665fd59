import { PriceMatrix } from '../index-method';

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
