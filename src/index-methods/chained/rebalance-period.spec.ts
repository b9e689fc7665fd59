import type { RebalanceFrequency } from './configuration-fields';
import { rebalancePeriod } from './rebalance-period';

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
