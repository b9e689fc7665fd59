import { shortList } from './short-list';

const symbols = (count: number): string[] => Array.from({ length: count }, (_, i) => `ZZ${String(i).padStart(3, '0')}`);

it.each([
  [0, ''],
  [1, 'ZZ000'],
  [3, 'ZZ000, ZZ001, ZZ002'],
  [4, 'ZZ000, ZZ001, ZZ002 and 1 more'],
  [150, 'ZZ000, ZZ001, ZZ002 and 147 more'],
])('names three of %i and counts the others', (count, text) => {
  expect(shortList(symbols(count))).toBe(text);
});

it('counts names that were not given', () => {
  expect(shortList(symbols(5), 150)).toBe('ZZ000, ZZ001, ZZ002 and 147 more');
});
