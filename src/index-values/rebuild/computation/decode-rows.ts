/** "PGCOPY\n\377\r\n\0", flags, length of the header's extension (always 0). */
export const HEADER_BYTES = 19;
const END = -1;
const NULL = -1;

/**
 * Calls `each` with the fields of every row of PostgreSQL's binary COPY, whose fields are dates (as days since 2000-01-01),
 * int4 and float8; a null is NaN. The array is the same one every time. No bytes are no rows.
 * @throws RangeError when the bytes end before their end mark: a part of a series must not pass for the whole
 */
export function decodeRows(chunks: readonly Uint8Array[], each: (fields: readonly number[]) => void): void {
  const bytes = Buffer.concat(chunks);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength === 0) return;
  const fields: number[] = [];
  let at = HEADER_BYTES;
  for (let count = view.getInt16(at); count !== END; count = view.getInt16(at)) {
    at += 2;
    for (let field = 0; field < count; field++) {
      const length = view.getInt32(at);
      at += 4;
      fields[field] = length === NULL ? NaN : length === 8 ? view.getFloat64(at) : view.getInt32(at);
      at += Math.max(length, 0);
    }
    each(fields);
  }
}
