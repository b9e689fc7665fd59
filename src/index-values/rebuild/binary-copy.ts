import { Readable } from 'node:stream';
import { dayNumber, dayOf } from '../../platform/utils/days';
import type { PriceMatrix } from '../../index-methods';
import type { Constituent } from './computation';

const SLAB_BYTES = 1 << 20;

/** Collects a stream in its own buffers, which can be transferred to another thread without a copy. */
export async function collectChunks(stream: Readable): Promise<Uint8Array[]> {
  const slabs: Uint8Array[] = [];
  let slab = new Uint8Array(SLAB_BYTES);
  let used = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    for (let from = 0; from < chunk.length;) {
      const taken = Math.min(chunk.length - from, SLAB_BYTES - used);
      slab.set(chunk.subarray(from, from + taken), used);
      from += taken;
      used += taken;
      if (used === SLAB_BYTES) {
        slabs.push(slab);
        slab = new Uint8Array(SLAB_BYTES);
        used = 0;
      }
    }
  }
  return [...slabs, slab.slice(0, used)];
}

const EPOCH = dayNumber('2000-01-01');

/** A calendar day as PostgreSQL's binary format has it, in days since 2000-01-01, as `YYYY-MM-DD`. */
export function dayText(day: number): string {
  return dayOf(EPOCH + day);
}

/** "PGCOPY\n\377\r\n\0", flags, length of the header's extension (always 0). */
const HEADER_BYTES = 19;
/** Number of dimensions, whether there are nulls, type of the elements, number of elements, first index; four bytes each. */
const ARRAY_HEADER_BYTES = 20;
const COUNT_AT = 12;
const END = -1;
const NULL = -1;

/**
 * Calls `each` with the fields of every row of PostgreSQL's binary COPY, each field an array of dates (as days since
 * 2000-01-01), int4 or float8. A null among them is NaN; a null in place of an array has no elements. No bytes are no rows.
 * @throws RangeError when the bytes end before their end mark: a truncated series must not pass for a whole one
 */
export function decodeColumns(chunks: readonly Uint8Array[], each: (columns: readonly Float64Array[]) => void): void {
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = HEADER_BYTES;
  for (let count = view.getInt16(at); count !== END; count = view.getInt16(at)) {
    at += 2;
    const columns: Float64Array[] = [];
    for (let field = 0; field < count; field++) {
      const length = view.getInt32(at);
      at += 4;
      columns.push(length === NULL ? new Float64Array() : decodeArray(view, at));
      at += Math.max(length, 0);
    }
    each(columns);
  }
}

function decodeArray(view: DataView, start: number): Float64Array {
  const dimensions = view.getInt32(start);
  const values = new Float64Array(dimensions === 0 ? 0 : view.getInt32(start + COUNT_AT));
  let at = start + ARRAY_HEADER_BYTES;
  for (let element = 0; element < values.length; element++) {
    const length = view.getInt32(at);
    at += 4;
    values[element] = length === NULL ? NaN : length === 8 ? view.getFloat64(at) : view.getInt32(at);
    at += Math.max(length, 0);
  }
  return values;
}

/** The closes of one asset, and the day of each, in days since 2000-01-01. */
interface AssetCloses {
  readonly asset: number;
  readonly days: Float64Array;
  readonly closes: Float64Array;
}

/**
 * Reads the binary COPY of `PriceHistory.copyCloses` into a matrix with a column for each constituent, by symbol.
 * @throws RangeError when the bytes are not whole
 */
export function decodeCloses(chunks: readonly Uint8Array[], constituents: readonly Constituent[]): PriceMatrix {
  const assets: AssetCloses[] = [];
  decodeColumns(chunks, ([asset, days = new Float64Array(), closes = new Float64Array()]) => {
    assets.push({ asset: asset?.[0] ?? NaN, days, closes });
  });
  const { first, rowOfDay, days } = daysOf(assets);

  const columns = [...constituents].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const columnOfAsset = new Map(columns.map(({ id }, column) => [id, column]));
  const matrix = columns.map(() => new Float64Array(days.length).fill(NaN));
  for (const { asset, days: itsDays, closes } of assets) {
    const column = matrix[columnOfAsset.get(asset) ?? -1];
    if (column !== undefined)
      closes.forEach((close, at) => (column[rowOfDay[(itsDays[at] ?? NaN) - first] ?? -1] = close));
  }
  return { dates: days.map(dayText), symbols: columns.map(({ symbol }) => symbol), closes: matrix };
}

/** The distinct days, ascending, and the row of each by its distance from the first. */
function daysOf(assets: readonly AssetCloses[]): { first: number; rowOfDay: Int32Array; days: number[] } {
  let first = Infinity;
  let last = -Infinity;
  for (const { days } of assets) {
    for (const day of days) {
      if (day < first) first = day;
      if (day > last) last = day;
    }
  }
  const rowOfDay = new Int32Array(first > last ? 0 : last - first + 1);
  for (const { days } of assets) for (const day of days) rowOfDay[day - first] = 1;
  const days: number[] = [];
  for (let offset = 0; offset < rowOfDay.length; offset++) {
    if (rowOfDay[offset] === 1) rowOfDay[offset] = days.push(first + offset) - 1;
  }
  return { first, rowOfDay, days };
}
