import fc from 'fast-check';
import { buildPriceMatrix } from './price-matrix';

const records = [
  { symbol: 'B', date: '2024-01-03', close: 3 },
  { symbol: 'A', date: '2024-01-02', close: 1 },
  { symbol: 'B', date: '2024-01-02', close: 2 },
];

describe('the price matrix', () => {
  it('has ascending days and symbols, and NaN where there is no close', () => {
    expect(buildPriceMatrix(records)).toEqual({
      dates: ['2024-01-02', '2024-01-03'],
      symbols: ['A', 'B'],
      closes: [Float64Array.of(1, Number.NaN), Float64Array.of(2, 3)],
    });
  });

  it('does not depend on the order of the records', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(records, { minLength: 3 }), (shuffled) => {
        expect(buildPriceMatrix(shuffled)).toEqual(buildPriceMatrix(records));
      }),
    );
  });

  it('orders symbols by code point, not by language', () => {
    const symbols = ['a', 'B', '^GSPC', 'A.B', 'A-B', 'EUR/USD', 'A1'];
    const matrix = buildPriceMatrix(symbols.map((symbol) => ({ symbol, date: '2024-01-02', close: 1 })));
    expect(matrix.symbols).toEqual(['A-B', 'A.B', 'A1', 'B', 'EUR/USD', '^GSPC', 'a']);
  });

  it('refuses two closes of one asset on one day', () => {
    expect(() => buildPriceMatrix([...records, { symbol: 'A', date: '2024-01-02', close: 1 }])).toThrow(
      'A has two closes on 2024-01-02',
    );
  });

  it('refuses a day that is not written YYYY-MM-DD', () => {
    expect(() => buildPriceMatrix([{ symbol: 'A', date: '2.1.2024', close: 1 }])).toThrow('"2.1.2024" is not');
  });

  it('is empty without records', () => {
    expect(buildPriceMatrix([])).toEqual({ dates: [], symbols: [], closes: [] });
  });
});
