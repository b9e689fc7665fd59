import { capWeights, normalise } from './weight-cap';

describe('the cap of a single weight', () => {
  it.each([
    { weights: [0.5, 0.3, 0.2], cap: 1, expected: [0.5, 0.3, 0.2], rule: 'leaves what is below it' },
    { weights: [0.6, 0.2, 0.2], cap: 0.4, expected: [0.4, 0.3, 0.3], rule: 'spreads the excess in proportion' },
    {
      weights: [0.6, 0.3, 0.1],
      cap: 0.4,
      expected: [0.4, 0.4, 0.2],
      rule: 'repeats when the excess lifts another weight over the cap',
    },
    {
      weights: [0.5, 0.25, 0.15, 0.1],
      cap: 0.26,
      expected: [0.26, 0.26, 0.26, 0.22],
      rule: 'repeats as often as it takes, here three times',
    },
    { weights: [1, 0, 0], cap: 0.5, expected: [0.5, 0.25, 0.25], rule: 'spreads alike over those without a weight' },
    { weights: [0.9, 0.1], cap: 0.25, expected: [0.5, 0.5], rule: 'is 1/n for too few assets' },
    { weights: [1], cap: 0.25, expected: [1], rule: 'is 1 for one asset' },
    { weights: [], cap: 0.25, expected: [], rule: 'does nothing to nothing' },
    { weights: [0, 0], cap: 0.25, expected: [0, 0], rule: 'leaves a basket of nothing' },
  ])('$rule: $weights at $cap', ({ weights, cap, expected }) => {
    const capped = capWeights(weights, cap);
    expect(capped).toHaveLength(expected.length);
    capped.forEach((weight, position) => expect(weight).toBeCloseTo(expected[position] ?? NaN, 14));
  });
});

describe('normalising', () => {
  it('keeps proportions, zeros, and sums that would overflow', () => {
    expect(normalise([1, 3])).toEqual([0.25, 0.75]);
    expect(normalise([0, 0])).toEqual([0, 0]);
    expect(normalise([1.5e308, 1.5e308])).toEqual([0.5, 0.5]);
  });
});
