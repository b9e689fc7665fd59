import { Readable } from 'node:stream';
import { binaryCopy } from '../../../test/support/binary-copy';
import { collectChunks, decodeCloses } from './binary-copy';

const [AAA, BBB, NONE] = [
  { id: 7, symbol: 'AAA' },
  { id: 3, symbol: 'BBB' },
  { id: 9, symbol: 'CCC' },
];

/** In the order of nothing: PostgreSQL promises none. */
const CLOSES = binaryCopy([
  [{ int: [3] }, { date: ['2000-01-04', '1999-12-31'] }, { float: [0.30000000000000004, 5] }],
  [{ int: [7] }, { date: ['2000-01-02'] }, { float: [0] }],
]);

describe('the binary COPY of closes', () => {
  it('becomes a column for each constituent by symbol, over the days that any of them has', () => {
    expect(decodeCloses(CLOSES, [NONE, BBB, AAA])).toEqual({
      dates: ['1999-12-31', '2000-01-02', '2000-01-04'],
      symbols: ['AAA', 'BBB', 'CCC'],
      closes: [
        Float64Array.of(NaN, 0, NaN),
        Float64Array.of(5, NaN, 0.30000000000000004),
        Float64Array.of(NaN, NaN, NaN),
      ],
    });
  });

  it('may have no rows', () => {
    expect(decodeCloses(binaryCopy([]), [AAA])).toEqual({ dates: [], symbols: ['AAA'], closes: [new Float64Array()] });
  });

  it('is refused wherever it was cut off', () => {
    const whole = Buffer.concat(CLOSES);
    for (let length = 1; length < whole.length; length++) {
      expect(() => decodeCloses([whole.subarray(0, length)], [AAA, BBB])).toThrow(RangeError);
    }
  });
});

describe('collected chunks', () => {
  const MEBIBYTE = 1 << 20;

  it('hold every byte of the stream in its order, a mebibyte a chunk', async () => {
    const bytes = Buffer.from(Array.from({ length: 2 * MEBIBYTE + 1 }, (_, position) => position % 251));
    const pieces = [
      bytes.subarray(0, MEBIBYTE),
      bytes.subarray(MEBIBYTE, MEBIBYTE + 10),
      bytes.subarray(MEBIBYTE + 10),
    ];
    const chunks = await collectChunks(Readable.from(pieces));
    expect(chunks.map(({ length }) => length)).toEqual([MEBIBYTE, MEBIBYTE, 1]);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  });
});
