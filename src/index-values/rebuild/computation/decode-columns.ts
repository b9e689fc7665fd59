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
 * @throws RangeError when the bytes end before their end mark: a part of a series must not pass for the whole
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
