import { binaryCopy } from '../../../test/support/binary-copy';
import { dayText } from './binary-copy';
import { SeriesDifference } from './series-difference';
import { ALLOCATIONS, INDEX_VALUES, RISK_METRICS } from './series-table';

function linesOf(difference: SeriesDifference): string[] {
  const { rows, text } = difference.toChange();
  const lines = Buffer.from(text).toString().split('\n').slice(0, -1);
  expect(lines).toHaveLength(rows);
  return lines;
}

describe('the difference between a stored series and the computed one', () => {
  it('is nothing where both are the same', () => {
    const stored = binaryCopy([
      [{ date: ['1999-12-31'] }, { float: [0.1 + 0.2] }],
      [{ date: ['2024-02-29'] }, { float: [-0] }],
    ]);
    const difference = new SeriesDifference(INDEX_VALUES, stored);
    difference.add('1999-12-31', 0.30000000000000004);
    difference.add('2024-02-29', 0);
    expect(linesOf(difference)).toEqual([]);
  });

  it('writes rows that are new or other in their last bit, and removes those that are not computed any more', () => {
    const stored = binaryCopy([[{ date: ['2024-01-02', '2024-01-03', '2024-01-04'] }, { float: [100, 0.3, 102] }]]);
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

  it('distinguishes the assets of a day', () => {
    const stored = binaryCopy([
      [{ date: ['1990-01-02', '1990-01-02'] }, { int: [2_147_483_647, 1] }, { float: [0.5, 0.5] }],
    ]);
    const difference = new SeriesDifference(ALLOCATIONS, stored);
    difference.add('1990-01-02', 1, 0.5);
    difference.add('1990-01-03', 1, 0.5);
    expect(linesOf(difference)).toEqual(['1990-01-03\t1\t0.5\tf', '1990-01-02\t2147483647\t\\N\tt']);
  });

  it('takes a null for another value than any number', () => {
    const none = RISK_METRICS.values.map(() => null);
    const stored = binaryCopy([
      [
        { date: ['2024-01-02', '2024-01-03', '2024-01-04'] },
        ...none.map((_, column) => ({ float: [null, null, column === 0 ? 0 : null] })),
      ],
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

  it('rejects truncated rows', () => {
    const [rows = new Uint8Array()] = binaryCopy([[{ date: ['2024-01-02'] }, { float: [100] }]]);
    expect(() => new SeriesDifference(INDEX_VALUES, [rows])).toThrow(RangeError);
  });

  it('is all of the series where nothing is stored', () => {
    const difference = new SeriesDifference(INDEX_VALUES, binaryCopy([]));
    difference.add(dayText(-1), 100);
    expect(linesOf(difference)).toEqual(['1999-12-31\t100\tf']);
  });
});
