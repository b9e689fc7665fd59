import { ConfigurationError } from '../shared/index-method';
import { parseChainedConfiguration } from './configuration';

const DEFAULTS = {
  scheme: 'blend',
  blend: { momentum: 0.4, equal: 0.3, inverse_volatility: 0.3 },
  rebalance_frequency: 'monthly',
  lookback_days: 60,
  momentum_lookback_days: 60,
  min_history_days: 60,
  max_stale_days: 5,
  max_weight: 0.25,
  volatility_floor: 0.01,
};

describe('the configuration of chained', () => {
  it('has a default for everything', () => {
    expect(parseChainedConfiguration({})).toEqual(DEFAULTS);
  });

  it('accepts each bound', () => {
    const least = { lookback_days: 2, momentum_lookback_days: 1, min_history_days: 0, max_stale_days: 0 };
    const most = { lookback_days: 2520, momentum_lookback_days: 2520, min_history_days: 2520, max_stale_days: 2520 };
    expect(parseChainedConfiguration(least)).toMatchObject(least);
    expect(parseChainedConfiguration({ ...most, max_weight: 1 })).toMatchObject(most);
  });

  it('does not cap fixed weights by default', () => {
    expect(parseChainedConfiguration({ scheme: 'fixed', weights: { SPY: 60, TLT: 40 } }).max_weight).toBe(1);
    expect(parseChainedConfiguration({ scheme: 'fixed', weights: { A: 1 }, max_weight: 0.5 }).max_weight).toBe(0.5);
  });

  it.each([
    {},
    { scheme: 'fixed', weights: { SPY: 1 } },
    { scheme: 'momentum', max_weight: 1 },
    { blend: { fixed: 1, equal: 2 }, weights: { SPY: 1 } },
  ])('reads its own result as the same: %j', (raw) => {
    const parsed = parseChainedConfiguration(raw);
    expect(parseChainedConfiguration(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
  });

  it.each([
    ['scheme', { scheme: 'risk_parity' }],
    ['rebalance_frequency', { rebalance_frequency: 'hourly' }],
    ['lookback_days', { lookback_days: 1 }],
    ['lookback_days', { lookback_days: '60' }],
    ['momentum_lookback_days', { momentum_lookback_days: 0 }],
    ['min_history_days', { min_history_days: -1 }],
    ['lookback_days', { lookback_days: 2521 }],
    ['momentum_lookback_days', { momentum_lookback_days: 2521 }],
    ['min_history_days', { min_history_days: 2521 }],
    ['max_stale_days', { max_stale_days: 2521 }],
    ['max_stale_days', { max_stale_days: 1.5 }],
    ['max_weight', { max_weight: 0 }],
    ['max_weight', { max_weight: 1.01 }],
    ['max_weight', { max_weight: null }],
    ['volatility_floor', { volatility_floor: 0 }],
    ['volatility_floor', { volatility_floor: Number.NaN }],
    ['weights', { scheme: 'fixed' }],
    ['weights', { scheme: 'fixed', weights: {} }],
    ['weights', { scheme: 'fixed', weights: { SPY: -1 } }],
    ['weights', { scheme: 'fixed', weights: [1] }],
    ['weights', { scheme: 'equal', weights: { SPY: 1 } }],
    ['weights', { blend: { fixed: 1 } }],
    ['blend', { blend: {} }],
    ['blend', { blend: { blend: 1 } }],
    ['blend', { blend: { equal: 0 } }],
    ['blend', { scheme: 'equal', blend: { equal: 1 } }],
    ['momentum_weight', { momentum_weight: 0.4 }],
    ['toString', { toString: 1 }],
  ])('names %s as wrong in %j', (field, raw) => {
    expect(faultyFields(raw)).toEqual([field]);
  });

  it('names every wrong field at once', () => {
    expect(faultyFields({ scheme: 1, max_weight: 2, colour: 'red' })).toEqual(['scheme', 'max_weight', 'colour']);
  });

  it.each([null, undefined, 3, 'equal', []])('refuses %j, which is no object', (raw) => {
    expect(faultyFields(raw)).toEqual(['configuration']);
  });
});

function faultyFields(raw: unknown): string[] {
  try {
    parseChainedConfiguration(raw);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.map(({ field }) => field);
    throw error;
  }
  return [];
}
