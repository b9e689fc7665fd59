import { buildPriceMatrix } from '../shared/price-matrix';
import { tradingSessions, rebalancePeriod } from './calendar';
import type { RebalanceFrequency } from './configuration';

/** `days`: which assets have a close on which day. */
function sessionsOf(days: Readonly<Record<string, string>>): string[] {
  const matrix = buildPriceMatrix(
    Object.entries(days).flatMap(([date, symbols]) => [...symbols].map((symbol) => ({ symbol, date, close: 1 }))),
  );
  return [...tradingSessions(matrix).rows].map((row) => matrix.dates[row] ?? '');
}

describe('a trading session', () => {
  it('is a day on which at least half of the live assets have a close', () => {
    expect(sessionsOf({ '2024-01-02': 'ABCD', '2024-01-03': 'AB', '2024-01-04': 'A' })).toEqual([
      '2024-01-02',
      '2024-01-03',
    ]);
  });

  it('is no Sunday on which one asset trades alone', () => {
    expect(sessionsOf({ '2024-01-05': 'ABC', '2024-01-07': 'A', '2024-01-08': 'BC' })).toEqual([
      '2024-01-05',
      '2024-01-08',
    ]);
  });

  it('does not wait for an asset that died more than ten days ago', () => {
    expect(sessionsOf({ '2024-01-02': 'ABC', '2024-01-12': 'A', '2024-01-13': 'A' })).toEqual([
      '2024-01-02',
      '2024-01-13',
    ]);
  });

  it('does not count an asset before its first close', () => {
    expect(sessionsOf({ '2024-01-02': 'A', '2024-01-03': 'A', '2024-01-04': 'ABCDE' })).toHaveLength(3);
  });

  it('is every day with a close once no day in ten had half of the assets', () => {
    const days = Object.fromEntries(
      Array.from({ length: 13 }, (_, day) => [
        `2024-01-${String(day + 1).padStart(2, '0')}`,
        day === 0 ? 'ABCDEF' : (['AB', 'CD', 'EF'][day % 3] ?? ''),
      ]),
    );
    expect(sessionsOf(days)).toEqual(['2024-01-01', '2024-01-12', '2024-01-13']);
  });
});

describe('the rebalance period', () => {
  it.each<[RebalanceFrequency, string, string, 'same' | 'other']>([
    ['daily', '2024-01-02', '2024-01-03', 'other'],
    ['weekly', '2024-01-01', '2024-01-07', 'same'],
    ['weekly', '2024-01-07', '2024-01-08', 'other'],
    ['weekly', '2024-12-30', '2025-01-05', 'same'],
    ['weekly', '1969-12-28', '1969-12-29', 'other'],
    ['monthly', '2024-01-01', '2024-01-31', 'same'],
    ['monthly', '2024-01-31', '2024-02-01', 'other'],
    ['monthly', '2024-01-31', '2025-01-31', 'other'],
    ['quarterly', '2024-01-01', '2024-03-31', 'same'],
    ['quarterly', '2024-03-31', '2024-04-01', 'other'],
    ['quarterly', '2024-02-01', '2025-02-01', 'other'],
    ['yearly', '2024-01-01', '2024-12-31', 'same'],
    ['yearly', '2024-12-31', '2025-01-01', 'other'],
  ])('%s: %s and %s lie in the %s', (frequency, left, right, expected) => {
    const equal = rebalancePeriod(left, frequency) === rebalancePeriod(right, frequency);
    expect(equal ? 'same' : 'other').toBe(expected);
  });
});
