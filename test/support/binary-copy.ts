/** Elements of an array: dates are the days since 2000-01-01. */
export type CopiedArray =
  | { readonly int: readonly number[] }
  | { readonly date: readonly string[] }
  | { readonly float: readonly (number | null)[] };

const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const OID = { int: 23, date: 1_082, float: 701 };
const DAY_MS = 86_400_000;

/** What PostgreSQL's `COPY .. TO STDOUT (FORMAT BINARY)` sends of rows of arrays, cut in two at an odd place. */
export function binaryCopy(rows: readonly (readonly CopiedArray[])[]): Uint8Array[] {
  const parts = rows.flatMap((row) => [int(row.length, 2), ...row.map(field)]);
  const bytes = Buffer.concat([HEADER, ...parts, int(-1, 2)]);
  return [bytes.subarray(0, bytes.length - 7), bytes.subarray(bytes.length - 7)];
}

function field(array: CopiedArray): Buffer {
  const elements = elementsOf(array);
  const hasNulls = elements.some(({ length }) => length === 0);
  const type = 'int' in array ? OID.int : 'date' in array ? OID.date : OID.float;
  const header = [1, hasNulls ? 1 : 0, type, elements.length, 1].map((value) => int(value, 4));
  const body = elements.flatMap((element) => (element.length === 0 ? [int(-1, 4)] : [int(element.length, 4), element]));
  const bytes = Buffer.concat(
    elements.length === 0 ? [0, 0, type].map((value) => int(value, 4)) : [...header, ...body],
  );
  return Buffer.concat([int(bytes.length, 4), bytes]);
}

/** A null is no bytes. */
function elementsOf(array: CopiedArray): Buffer[] {
  if ('int' in array) return array.int.map((value) => int(value, 4));
  if ('date' in array) return array.date.map((day) => int((Date.parse(day) - Date.UTC(2000, 0, 1)) / DAY_MS, 4));
  return array.float.map((value) => (value === null ? Buffer.alloc(0) : double(value)));
}

function int(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeIntBE(value, 0, bytes);
  return buffer;
}

function double(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(value);
  return buffer;
}
