import { decodeCloses } from './decode-closes';

const HEADER = Buffer.alloc(19);
/** Three fields, each behind its length: the asset 7, the day 2000-01-02, the close 0. */
const ROW = Buffer.from('000300000004000000070000000400000001000000080000000000000000', 'hex');
const END = Buffer.from('ffff', 'hex');
const ASSET = { id: 7, symbol: 'AAA' };

describe('the binary COPY of closes', () => {
  it('is read when it is whole', () => {
    const matrix = decodeCloses([Buffer.concat([HEADER, ROW, END])], [ASSET]);
    expect(matrix).toEqual({ dates: ['2000-01-02'], symbols: ['AAA'], closes: [Float64Array.of(0)] });
  });

  it.each([
    ['before its end mark', [HEADER, ROW]],
    ['within a row', [HEADER, ROW, ROW.subarray(0, 13)]],
  ])('is refused when it ends %s', (_where, parts) => {
    expect(() => decodeCloses([Buffer.concat(parts)], [ASSET])).toThrow(RangeError);
  });
});
