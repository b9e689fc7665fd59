import fc from 'fast-check';
import { ConfigurationError } from '../shared/index-method';
import { goldenConfigurations } from '../../../test/support/golden';
import { AUTOINDEX_V1_DEFAULTS, parseAutoindexV1Configuration } from './configuration';

function faultsOf(raw: unknown): readonly { field: string; message: string }[] {
  try {
    parseAutoindexV1Configuration(raw);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

describe('the configuration of autoindex-v1', () => {
  it('is the default one for an empty object', () => {
    expect(parseAutoindexV1Configuration({})).toEqual(AUTOINDEX_V1_DEFAULTS);
  });

  it('takes a part and fills in the rest', () => {
    const configuration = parseAutoindexV1Configuration({ rebalance_frequency: 'yearly', min_price: 0 });
    expect(configuration).toEqual({ ...AUTOINDEX_V1_DEFAULTS, rebalance_frequency: 'yearly', min_price: 0 });
  });

  it.each(goldenConfigurations)('takes the golden one named %s as it is', (_, configuration) => {
    expect(parseAutoindexV1Configuration(configuration)).toEqual(configuration);
  });

  it.each([
    ['momentum_weight', -0.1],
    ['market_cap_weight', '0.3'],
    ['risk_parity_weight', null],
    ['min_price', -1],
    ['max_daily_return', NaN],
    ['min_daily_return', Infinity],
    ['max_forward_fill_days', 1.5],
    ['max_forward_fill_days', -1],
    ['outlier_std_threshold', 0],
    ['rebalance_frequency', 'hourly'],
    ['daily_drop_threshold', '-1%'],
    ['min_price_threshold', 1],
    ['constructor', 1],
  ])('names %s when it is %p', (field, value) => {
    expect(faultsOf({ [field]: value }).map((fault) => fault.field)).toEqual([field]);
  });

  it('names every wrong field at once', () => {
    expect(faultsOf({ momentum_weight: -1, speed: 1, rebalance_frequency: 7 })).toEqual([
      { field: 'momentum_weight', message: 'must be a number of at least 0' },
      { field: 'speed', message: expect.stringContaining('is unknown; known are momentum_weight, ') },
      {
        field: 'rebalance_frequency',
        message: 'must be one of daily, weekly, monthly, quarterly, yearly, every_quarter, every_year',
      },
    ]);
  });

  it('needs bounds in the right order', () => {
    expect(faultsOf({ min_daily_return: 0.6 })).toEqual([
      { field: 'min_daily_return', message: 'must be below max_daily_return' },
    ]);
  });

  it.each([null, undefined, [], 'weekly', 7])('is no %p', (raw) => {
    expect(faultsOf(raw)).toEqual([{ field: 'configuration', message: 'must be an object' }]);
  });

  it('is taken or refused with a ConfigurationError, whatever comes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(AUTOINDEX_V1_DEFAULTS), 'x'), fc.anything()), (raw) => {
        faultsOf(raw);
      }),
    );
  });
});
