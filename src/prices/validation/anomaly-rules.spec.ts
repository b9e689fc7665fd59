import { AnomalyRule, SegmentStep, anomalyRules, jumpRule, minorUnitRule, splitRule } from './anomaly-rules';

const step: SegmentStep = { ratio: 1, confirmed: true, coarseness: 0.001 };

it.each<[AnomalyRule, Partial<SegmentStep>, boolean]>([
  [minorUnitRule, { ratio: 100 }, true],
  [minorUnitRule, { ratio: 80 }, true],
  [minorUnitRule, { ratio: 79.9 }, false],
  [minorUnitRule, { ratio: 125 }, true],
  [minorUnitRule, { ratio: 125.1 }, false],
  [minorUnitRule, { ratio: 1 / 80 }, true],
  [minorUnitRule, { ratio: 1 / 79.9 }, false],
  [minorUnitRule, { ratio: 1 / 124.9 }, true],
  [minorUnitRule, { ratio: 1 / 125.1 }, false],
  [minorUnitRule, { ratio: 2 }, false],
  [splitRule, { ratio: 0.5 }, true],
  [splitRule, { ratio: 2 * 1.0299 }, true],
  [splitRule, { ratio: 2 * 1.0301 }, false],
  [splitRule, { ratio: 2 * 0.9701 }, true],
  [splitRule, { ratio: 2 * 0.9699 }, false],
  [splitRule, { ratio: 1 / (4 * 1.0299) }, true],
  [splitRule, { ratio: 1 / (4 * 1.0301) }, false],
  [splitRule, { ratio: 10.2 }, true],
  [splitRule, { ratio: 0.4813 }, false],
  [splitRule, { ratio: 0.6121 }, false],
  [splitRule, { ratio: 1.5 }, false],
  [splitRule, { ratio: 50 }, true],
  [splitRule, { ratio: 60 }, false],
  [splitRule, { ratio: 1 / 3, coarseness: 0.05 }, true],
  [splitRule, { ratio: 1 / 3, coarseness: 0.0501 }, false],
  [splitRule, { ratio: 0.5, confirmed: false }, true],
  [jumpRule(5), { ratio: 5, confirmed: false }, false],
  [jumpRule(5), { ratio: 5.001, confirmed: false }, true],
  [jumpRule(5), { ratio: 1 / 5, confirmed: false }, false],
  [jumpRule(5), { ratio: 1 / 5.001, confirmed: false }, true],
  [jumpRule(5), { ratio: 5.1, confirmed: true }, false],
])('$0.name at %j: suspicious $2', (rule, change, suspicious) => {
  expect(rule.check({ ...step, ...change }) !== undefined).toBe(suspicious);
});

it.each([2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50])('knows a split of %i and its reverse', (count) => {
  expect(splitRule.check({ ...step, ratio: count })).toBe(`near ${count} times it, a split on one side only?`);
  expect(splitRule.check({ ...step, ratio: 1 / count })).toBe(`near 1/${count} of it, a split on one side only?`);
});

it('takes a hundredfold for another currency unit before it takes it for a jump', () => {
  const broken = anomalyRules(5).filter((rule) => rule.check({ ...step, ratio: 100, confirmed: false }) !== undefined);
  expect(broken.map(({ name }) => name)).toEqual(['pence', 'jump']);
});
