import { ALLOCATIONS, INDEX_VALUES, RISK_METRICS } from '../series-table';
import { dayText } from './postgres-day';
import { SeriesDifference } from './series-difference';

type Cell = { readonly int: number } | { readonly float: number | null };

const day = (text: string): Cell => ({ int: (Date.parse(text) - Date.UTC(2000, 0, 1)) / 86_400_000 });
const float = (value: number | null): Cell => ({ float: value });

/** What PostgreSQL's `COPY .. TO STDOUT (FORMAT BINARY)` sends, cut in two at an odd place. */
function binaryCopy(rows: readonly (readonly Cell[])[]): Uint8Array[] {
  const parts: Buffer[] = [Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)];
  for (const row of rows) parts.push(int(row.length, 2), ...row.flatMap(cell));
  const bytes = Buffer.concat([...parts, int(-1, 2)]);
  return [bytes.subarray(0, bytes.length - 7), bytes.subarray(bytes.length - 7)];
}

function cell(value: Cell): Buffer[] {
  if ('int' in value) return [int(4, 4), int(value.int, 4)];
  if (value.float === null) return [int(-1, 4)];
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value.float);
  return [int(8, 4), bytes];
}

function int(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeIntBE(value, 0, bytes);
  return buffer;
}

function linesOf(difference: SeriesDifference): string[] {
  const { rows, text } = difference.toChange();
  const lines = Buffer.from(text).toString().split('\n').slice(0, -1);
  expect(lines).toHaveLength(rows);
  return lines;
}

describe('the difference between a stored series and the computed one', () => {
  it('is nothing where both are the same', () => {
    const stored = binaryCopy([
      [day('1999-12-31'), float(0.1 + 0.2)],
      [day('2024-02-29'), float(-0)],
    ]);
    const difference = new SeriesDifference(INDEX_VALUES, stored);
    difference.add('1999-12-31', 0.30000000000000004);
    difference.add('2024-02-29', 0);
    expect(linesOf(difference)).toEqual([]);
  });

  it('writes rows that are new or other in their last bit, and removes those that are not computed any more', () => {
    const stored = binaryCopy([
      [day('2024-01-02'), float(100)],
      [day('2024-01-03'), float(0.3)],
      [day('2024-01-04'), float(102)],
    ]);
    const difference = new SeriesDifference(INDEX_VALUES, stored);
    difference.add('2024-01-02', 100);
    difference.add('2024-01-03', 0.30000000000000004);
    difference.add('2024-01-05', 103);
    expect(linesOf(difference)).toEqual([
      '2024-01-03\t0.30000000000000004\tf',
      '2024-01-05\t103\tf',
      '2024-01-04\t\\N\tt',
    ]);
  });

  it('tells the assets of a day apart', () => {
    const stored = binaryCopy([
      [day('1990-01-02'), { int: 2_147_483_647 }, float(0.5)],
      [day('1990-01-02'), { int: 1 }, float(0.5)],
    ]);
    const difference = new SeriesDifference(ALLOCATIONS, stored);
    difference.add('1990-01-02', 1, 0.5);
    difference.add('1990-01-03', 1, 0.5);
    expect(linesOf(difference)).toEqual(['1990-01-03\t1\t0.5\tf', '1990-01-02\t2147483647\t\\N\tt']);
  });

  it('takes a null for another value than any number', () => {
    const none = RISK_METRICS.values.map(() => null);
    const stored = binaryCopy([
      [day('2024-01-02'), ...none.map(float)],
      [day('2024-01-03'), ...none.map(float)],
      [day('2024-01-04'), float(0), ...none.slice(1).map(float)],
    ]);
    const difference = new SeriesDifference(RISK_METRICS, stored);
    difference.add('2024-01-02', ...none);
    difference.add('2024-01-03', 0, ...none.slice(1));
    difference.add('2024-01-04', ...none);
    const rest = none.slice(1).map(() => '\\N');
    expect(linesOf(difference)).toEqual([
      ['2024-01-03', '0', ...rest, 'f'].join('\t'),
      ['2024-01-04', '\\N', ...rest, 'f'].join('\t'),
    ]);
  });

  it('is not told from rows that were cut off', () => {
    const [rows = new Uint8Array()] = binaryCopy([[day('2024-01-02'), float(100)]]);
    expect(() => new SeriesDifference(INDEX_VALUES, [rows])).toThrow(RangeError);
  });

  it('is all of the series where nothing is stored', () => {
    const difference = new SeriesDifference(INDEX_VALUES, binaryCopy([]));
    difference.add(dayText(-1), 100);
    expect(linesOf(difference)).toEqual(['1999-12-31\t100\tf']);
  });
});
