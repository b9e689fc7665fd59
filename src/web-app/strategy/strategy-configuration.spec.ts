import { AUTOINDEX_V1_DEFAULTS } from '../../index-methods/autoindex-v1/configuration';
import { IndexDefinition } from '../../index-values';
import { AppError } from '../../platform/errors';
import { validationPipe } from '../../platform/http';
import { methodConfigurationOf, strategyOf, withChanges } from './strategy-configuration';
import { StrategyBody } from './strategy.dto';
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
  archived: false,
  createdAt: '',
  updatedAt: '',
});
const stored = strategyOf(index({}));

/** As it arrives at the controller. @throws AppError */
const read = (body: unknown): Promise<StrategyBody> =>
  validationPipe().transform(body, { type: 'body', metatype: StrategyBody }) as Promise<StrategyBody>;
const refusal = (body: unknown): Promise<unknown> =>
  read(body).then(
    () => undefined,
    (error: unknown) => error,
  );

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
    const method = methodConfigurationOf({ ...stored, rebalance_frequency });
    expect(method['rebalance_frequency']).toBe(calendar);
    expect(strategyOf(index(method)).rebalance_frequency).toBe(rebalance_frequency);
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
  ])('refuses %s = %p and names the field', async (field, value) => {
    expect(await refusal({ [field]: value })).toMatchObject({
      code: 'unprocessable',
      errors: [{ pointer: `/${field}`, detail: expect.stringContaining(field) }],
    });
  });

  it.each([[[]], [[{}]], ['text'], [7], [null], [undefined]])('refuses %p for a body', async (body) => {
    expect(await refusal(body)).toBeInstanceOf(AppError);
  });

  it.each([
    [0.401, true],
    [0.402, false],
    [0.399, true],
    [0.398, false],
  ])('wants weights that sum to 1, to three decimals: %d beside 0.3 and 0.3', async (momentum_weight, fits) => {
    const error = await refusal({ momentum_weight, market_cap_weight: 0.3, risk_parity_weight: 0.3 });
    const sum = Number((momentum_weight + 0.6).toFixed(6));
    const detail = `momentum_weight, market_cap_weight and risk_parity_weight must sum to 1, not to ${sum}`;
    const refused = { code: 'unprocessable', errors: [{ pointer: '/momentum_weight', detail }] };
    expect(error ?? 'fits').toEqual(fits ? 'fits' : expect.objectContaining(refused));
  });

  it('says nothing of the sum of weights where only some are sent', async () => {
    expect(await read({ momentum_weight: 0.5 })).toEqual({ momentum_weight: 0.5 });
  });

  it('takes a frequency in any case, keeps what was not sent and says what it does not know', async () => {
    const sent = await read({ rebalance_frequency: 'MONTHLY', max_assets: 50, last_rebalance: null });
    expect(withChanges(stored, sent, ['last_rebalance'])).toEqual({
      configuration: { ...stored, rebalance_frequency: 'monthly' },
      ignored: ['max_assets'],
    });
  });
});
