import { buildPriceMatrix } from './price-matrix';
import { applySplits } from './splits';

const raw = buildPriceMatrix([
  { symbol: 'A', date: '2024-01-02', close: 400 },
  { symbol: 'A', date: '2024-01-03', close: 100 },
  { symbol: 'A', date: '2024-01-04', close: 50 },
  { symbol: 'B', date: '2024-01-02', close: 7 },
]);

describe('applying splits', () => {
  it('divides every close before the ex-date, and only those', () => {
    const adjusted = applySplits(raw, [{ symbol: 'A', date: '2024-01-03', ratio: 4 }]);
    expect([...(adjusted.closes[0] ?? [])]).toEqual([100, 100, 50]);
  });

  it('multiplies the ratios of several splits', () => {
    const splits = [
      { symbol: 'A', date: '2024-01-04', ratio: 2 },
      { symbol: 'A', date: '2024-01-03', ratio: 4 },
    ];
    expect([...(applySplits(raw, splits).closes[0] ?? [])]).toEqual([50, 50, 50]);
  });

  it('leaves other assets, holes and the raw closes alone', () => {
    const adjusted = applySplits(raw, [{ symbol: 'A', date: '2024-01-03', ratio: 4 }]);
    expect([...(adjusted.closes[1] ?? [])]).toEqual([7, Number.NaN, Number.NaN]);
    expect(raw.closes[0]?.[0]).toBe(400);
  });

  it.each([0, -2, Number.NaN, Number.POSITIVE_INFINITY])('refuses the ratio %p', (ratio) => {
    expect(() => applySplits(raw, [{ symbol: 'A', date: '2024-01-03', ratio }])).toThrow(RangeError);
  });
});
