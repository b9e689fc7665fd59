import { AUTOINDEX_V1_DEFAULTS } from '../../index-methods/autoindex-v1/configuration';
import { IndexDefinition } from '../../index-values';
import { methodConfigurationOf, strategyOf } from './method-configuration';
import { withChanges } from './strategy-configuration';

const index = (configuration: object): IndexDefinition => ({
  id: 1,
  slug: 'autoindex',
  name: 'AutoIndex',
  currency: 'USD',
  baseValue: 100,
  method: 'autoindex-v1',
  configuration: { ...configuration },
  constituents: null,
  benchmark: null,
  createdAt: '',
  updatedAt: '',
});
const stored = strategyOf(index({}));

describe('a strategy', () => {
  it('is the configuration of the method in the words of the web app, there and back', () => {
    expect(stored).toMatchObject({ momentum_weight: 0.4, min_price_threshold: 1, rebalance_frequency: 'weekly' });
    expect(methodConfigurationOf(stored)).toEqual(AUTOINDEX_V1_DEFAULTS);
  });

  it.each([
    ['quarterly', 'every_quarter'],
    ['yearly', 'every_year'],
    ['monthly', 'monthly'],
  ] as const)('%s is %s for the method, which does what it says', (rebalance_frequency, calendar) => {
    const told = methodConfigurationOf({ ...stored, rebalance_frequency });
    expect(told['rebalance_frequency']).toBe(calendar);
    expect(strategyOf(index(told)).rebalance_frequency).toBe(rebalance_frequency);
  });

  it.each([
    ['momentum_weight', 1.1],
    ['market_cap_weight', -0.1],
    ['risk_parity_weight', '0.3'],
    ['min_price_threshold', 0],
    ['min_price_threshold', 1_000_001],
    ['max_daily_return', 0],
    ['max_daily_return', 11],
    ['min_daily_return', 0],
    ['min_daily_return', -11],
    ['max_forward_fill_days', 31],
    ['max_forward_fill_days', 1.5],
    ['outlier_std_threshold', 0.5],
    ['outlier_std_threshold', null],
    ['daily_drop_threshold', 0.1],
    ['daily_drop_threshold', Number.NaN],
    ['rebalance_frequency', 'hourly'],
  ])('refuses %s = %p and names the field', (field, value) => {
    expect(withChanges(stored, { [field]: value }).faults).toEqual([
      { pointer: `/${field}`, detail: expect.stringContaining(field) },
    ]);
  });

  it('wants weights that sum to 1, to three decimals', () => {
    expect(withChanges(stored, { momentum_weight: 0.401 }).faults).toEqual([]);
    expect(withChanges(stored, { momentum_weight: 0.402 }).faults).toHaveLength(1);
    expect(withChanges(stored, { momentum_weight: 0.5, market_cap_weight: 0.2 }).faults).toEqual([]);
  });

  it('takes a frequency in any case, keeps what was not sent and says what it does not know', () => {
    const sent = { rebalance_frequency: 'MONTHLY', max_assets: 50, last_rebalance: null };
    expect(withChanges(stored, sent, ['last_rebalance'])).toEqual({
      configuration: { ...stored, rebalance_frequency: 'monthly' },
      faults: [],
      ignored: ['max_assets'],
    });
  });
});
