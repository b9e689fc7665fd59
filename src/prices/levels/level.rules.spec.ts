import { findHeldLevels } from './held-levels';
import { jumpRule } from './jump.rule';
import { levelRules } from './level.rules';
import { penceRule } from './pence.rule';
import { LevelRule, LevelStep, PriceLevel } from './price-level';
import { splitRule } from './split.rule';

const step: LevelStep = { ratio: 1, confirmed: true, coarseness: 0.001 };

it.each<[LevelRule, Partial<LevelStep>, boolean]>([
  [penceRule, { ratio: 100 }, true],
  [penceRule, { ratio: 0.0104 }, true],
  [penceRule, { ratio: 79 }, false],
  [penceRule, { ratio: 126 }, false],
  [penceRule, { ratio: 2 }, false],
  [splitRule, { ratio: 0.5 }, true],
  [splitRule, { ratio: 0.247 }, true],
  [splitRule, { ratio: 10.2 }, true],
  [splitRule, { ratio: 0.4813 }, false],
  [splitRule, { ratio: 0.6121 }, false],
  [splitRule, { ratio: 1.5 }, false],
  [splitRule, { ratio: 1 / 3, coarseness: 0.2 }, false],
  [splitRule, { ratio: 0.5, confirmed: false }, true],
  [jumpRule(5), { ratio: 5.1, confirmed: false }, true],
  [jumpRule(5), { ratio: 1 / 5.1, confirmed: false }, true],
  [jumpRule(5), { ratio: 5.1, confirmed: true }, false],
  [jumpRule(5), { ratio: 4.9, confirmed: false }, false],
])('$0.name at %j: suspicious $2', (rule, change, suspicious) => {
  expect(rule.check({ ...step, ...change }) !== undefined).toBe(suspicious);
});

/** Levels one after the other, a month each, as [close, bars, trusted]. */
function levels(...list: [close: number, bars: number, trusted?: boolean][]): PriceLevel[] {
  return list.map(([close, bars, trusted = false], month) => ({
    assetId: 1,
    first: `2024-${String(month + 1).padStart(2, '0')}-01`,
    last: `2024-${String(month + 1).padStart(2, '0')}-28`,
    firstClose: close,
    lastClose: close,
    bars,
    trusted,
    coarseness: 0,
  }));
}

/** The same with a hole of a month between the first and what is left. */
function withoutSecond([first, _second, ...rest]: PriceLevel[]): PriceLevel[] {
  return [...(first === undefined ? [] : [first]), ...rest];
}

it.each<[string, PriceLevel[], string[]]>([
  ['nothing of one level', levels([100, 50]), []],
  ['a bar in pence between good ones', levels([100, 50], [10_000, 1], [101, 50]), ['2 pence']],
  ['what follows a split, beside stored closes', levels([100, 1, true], [25, 30]), ['2 split']],
  ['what precedes a split, where nothing is stored and it is shorter', levels([100, 10], [25, 300]), ['1 split']],
  ['both sides of a long middle', levels([100, 10], [25, 300], [2_500, 5]), ['1 split', '3 pence']],
  ['a last close that nothing confirms', levels([100, 50, true], [8.9, 1]), ['2 jump']],
  ['no collapse that the next close confirms', levels([100, 50, true], [8.9, 2]), []],
  ['closes that come back at once', levels([100, 50, true], [890, 2], [101, 9]), ['2 jump']],
  ['no crash that is near no split', levels([100, 50, true], [48, 1]), []],
  ['nothing that is stored', levels([100, 50, true], [25, 9, true]), []],
  ['a split after a split', levels([100, 50, true], [25, 9], [12.5, 9]), ['2 split', '3 split']],
  ['nothing for what it is to a close of months ago', withoutSecond(levels([10, 9, true], [20, 9], [40, 9])), []],
  [
    'a level between two that are stored, by either of them',
    levels([150, 9, true], [40, 9], [80, 9, true]),
    ['2 split'],
  ],
  ['what breaks within a piece', withoutSecond(levels([10, 9, true], [20, 9], [4_000, 1], [40, 9])), ['2 pence']],
])('holds %s', (_what, given, expected) => {
  const held = findHeldLevels(given, levelRules(5));
  expect(held.map(({ level, rule }) => `${given.indexOf(level) + 1} ${rule}`)).toEqual(expected);
});
