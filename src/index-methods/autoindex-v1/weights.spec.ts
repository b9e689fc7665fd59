import { expectAllClose } from '../../../test/support/golden';
import { combineWeights, inverseVolatilityWeights, momentumWeights, targetWeights } from './weights';
import { AUTOINDEX_V1_DEFAULTS } from './configuration';
import { isRebalanceDue } from './portfolio';
const windows = (...columns: number[][]): Float64Array[] => columns.map((column) => Float64Array.from(column));

describe('momentum weights', () => {
  it.each([
    ['share the rise of those above the threshold', [[0.03], [0.01], [-0.05]], [0.75, 0.25, 0]],
    ['are equal when none is above the threshold', [[-0.01], [-0.2]], [0.5, 0.5]],
    ['give nothing to an asset that fell by the threshold', [[-0.01], [0.02]], [0, 1]],
    ['are NaN for those above the threshold when none of them rises', [[-0.005], [0], [-0.3]], [NaN, NaN, 0]],
    ['give 0 to one that fell less than the threshold when another rises', [[-0.005], [0.02]], [0, 1]],
    [
      'take an asset without returns for flat',
      [
        [NaN, NaN],
        [0.01, 0.02],
      ],
      [0, 1],
    ],
    [
      'are NaN for a market that stands still',
      [
        [0, 0],
        [NaN, NaN],
      ],
      [NaN, NaN],
    ],
  ])('%s', (_, returns, expected) => {
    expectAllClose(momentumWeights(windows(...returns), -0.01), expected);
  });

  it('take an asset at exactly the threshold for one below it', () => {
    // A quarter is exact in binary, a hundredth is not. Were it above, it would be NaN and the other 0.
    expectAllClose(momentumWeights(windows([-0.25], [-0.5]), -0.25), [0.5, 0.5]);
  });

  it('look back 20 rows, not 21', () => {
    const rise = [0.5, ...new Array<number>(20).fill(0)];
    const slow = new Array<number>(21).fill(0.001);
    expectAllClose(momentumWeights(windows(rise, slow), -0.01), [0, 1]);
  });
});

describe('inverse volatility weights', () => {
  it.each([
    [
      'are inverse to the sample deviation',
      [
        [0.01, -0.01],
        [0.03, -0.03],
      ],
      [0.75, 0.25],
    ],
    ['are equal when every deviation is 0 or undefined', [[0.01, 0.01], [0.02], [NaN, NaN]], [1 / 3, 1 / 3, 1 / 3]],
    [
      'leave nothing for anyone when one asset does not move',
      [
        [0, 0],
        [0.01, -0.01],
        [0.02, 0],
      ],
      [NaN, 0, 0],
    ],
    [
      'are NaN for an asset with one return',
      [
        [NaN, 0.01],
        [0.01, -0.01],
      ],
      [NaN, 1],
    ],
    [
      'are NaN for one with one return and infinite beside a halted one',
      [
        [0, 0],
        [0.01, NaN],
        [0.1, 0.2],
      ],
      [NaN, NaN, 0],
    ],
  ])('%s', (_, returns, expected) => {
    expectAllClose(inverseVolatilityWeights(windows(...returns)), expected);
  });

  it('look back 60 rows, not 61', () => {
    const halted = [0.5, ...new Array<number>(60).fill(0)];
    const moving = halted.map((_, day) => (day % 2 === 0 ? 0.01 : -0.01));
    expectAllClose(inverseVolatilityWeights(windows(halted, moving)), [NaN, 0]);
  });
});

describe('combined weights', () => {
  const factors = { momentum_weight: 0.4, market_cap_weight: 0.3, risk_parity_weight: 0.3 };

  it.each([
    ['sum to 1 over the assets that are defined', [NaN, NaN, 0], [1 / 3, 1 / 3, 1 / 3], [0.2, 0.3, 0.5], [NaN, NaN, 1]],
    ['are all undefined when momentum is', [NaN, NaN], [0.5, 0.5], [0.5, 0.5], [NaN, NaN]],
    ['lose the halted asset and switch inverse volatility off', [0.5, 0.5], [0.5, 0.5], [NaN, 0], [NaN, 1]],
  ])('%s', (_, momentum, marketCap, riskParity, expected) => {
    const combined = combineWeights(
      ...([momentum, marketCap, riskParity].map((w) => Float64Array.from(w)) as Triple),
      factors,
    );
    expectAllClose(combined, expected);
  });

  it('are poisoned by NaN where its factor is 0', () => {
    const combined = combineWeights(Float64Array.of(NaN, 1), Float64Array.of(0.5, 0.5), Float64Array.of(0.5, 0.5), {
      ...factors,
      momentum_weight: 0,
    });
    expectAllClose(combined, [NaN, 1]);
  });

  it('stay 0 when every factor is 0', () => {
    const half = Float64Array.of(0.5, 0.5);
    const none = { momentum_weight: 0, market_cap_weight: 0, risk_parity_weight: 0 };
    expectAllClose(combineWeights(half, half, half, none), [0, 0]);
  });

  it('know the return of the day they are set on, and nothing later', () => {
    const returns = windows([NaN, 0.01, 0.05, -0.9], [NaN, 0.02, 0.01, 0.9]);
    const weights = targetWeights(returns, 2, {
      ...AUTOINDEX_V1_DEFAULTS,
      market_cap_weight: 0,
      risk_parity_weight: 0,
    });
    const [first, second] = [1.01 * 1.05 - 1, 1.02 * 1.01 - 1];
    expectAllClose(weights, [first / (first + second), second / (first + second)]);
  });

  type Triple = [Float64Array, Float64Array, Float64Array];
});

describe('the rebalance calendar', () => {
  it.each([
    ['daily', 1, true],
    ['weekly', 6, false],
    ['weekly', 7, true],
    ['weekly', 8, true],
    ['monthly', 29, false],
    ['monthly', 30, true],
    ['quarterly', 10_000, false],
    ['every_quarter', 90, false],
    ['every_quarter', 91, true],
    ['every_year', 364, false],
    ['every_year', 365, true],
    ['yearly', 10_000, false],
  ] as const)('%s, %i days after the last time: %s', (frequency, days, due) => {
    expect(isRebalanceDue(frequency, days)).toBe(due);
    expect(isRebalanceDue(frequency, undefined)).toBe(true);
  });
});
