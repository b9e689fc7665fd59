import type { PriceMatrix } from '../../../index-methods';
import type { Constituent } from './computation';
import { HEADER_BYTES } from './decode-rows';
import { dayText } from './postgres-day';

/** Number of fields, then each field with its length before it: int4, int4, float8. */
const ROW_BYTES = 2 + 4 + 4 + 4 + 4 + 4 + 8;

const END_BYTES = 2;

/**
 * Reads the binary COPY of `PriceHistory.copyCloses` into a matrix with a column for each constituent, by symbol.
 * @throws RangeError when the bytes are not whole
 */
export function decodeCloses(chunks: readonly Uint8Array[], constituents: readonly Constituent[]): PriceMatrix {
  const bytes = Buffer.concat(chunks);
  const rows = new DataView(bytes.buffer, bytes.byteOffset + HEADER_BYTES, bytes.byteLength - HEADER_BYTES);
  const count = Math.floor(rows.byteLength / ROW_BYTES);
  if (rows.byteLength - count * ROW_BYTES !== END_BYTES) throw new RangeError('the closes end in the middle');
  const { first, rowOfDay, days } = daysOf(rows, count);

  const columns = [...constituents].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const columnOfAsset = new Map(columns.map(({ id }, column) => [id, column]));
  const closes = columns.map(() => new Float64Array(days.length).fill(NaN));
  for (let row = 0; row < count; row++) {
    const at = row * ROW_BYTES;
    const column = closes[columnOfAsset.get(rows.getInt32(at + 6)) ?? -1];
    if (column !== undefined) column[rowOfDay[rows.getInt32(at + 14) - first] ?? -1] = rows.getFloat64(at + 22);
  }
  return { dates: days.map(dayText), symbols: columns.map(({ symbol }) => symbol), closes };
}

/** The distinct days, ascending, and the row of each. */
function daysOf(rows: DataView, count: number): { first: number; rowOfDay: Int32Array; days: number[] } {
  let first = Infinity;
  let last = -Infinity;
  for (let row = 0; row < count; row++) {
    const day = rows.getInt32(row * ROW_BYTES + 14);
    if (day < first) first = day;
    if (day > last) last = day;
  }
  const rowOfDay = new Int32Array(count === 0 ? 0 : last - first + 1);
  for (let row = 0; row < count; row++) rowOfDay[rows.getInt32(row * ROW_BYTES + 14) - first] = 1;
  const days: number[] = [];
  for (let offset = 0; offset < rowOfDay.length; offset++) {
    if (rowOfDay[offset] === 1) rowOfDay[offset] = days.push(first + offset) - 1;
  }
  return { first, rowOfDay, days };
}
