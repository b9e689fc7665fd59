import { facts, table } from './output';

const ROWS = [
  ['1', 'a name that is very long indeed', 'because of a reason that nobody would read to its end'],
  ['12', 'short', ''],
];

it('pads columns to their widest cell', () => {
  expect(
    table(
      ['ID', 'NAME'],
      [
        ['1', 'x'],
        ['123', 'y'],
      ],
    ),
  ).toBe('ID   NAME\n1    x\n123  y\n');
});

it('cuts the widest columns of a table so that a row fits a line of the terminal', () => {
  const lines = table(['ID', 'NAME', 'ERROR'], ROWS, 40).trimEnd().split('\n');
  expect(lines.map((line) => line.length <= 40)).toEqual([true, true, true]);
  expect(lines[1]).toBe('1   a name that is v…  because of a rea…');
});

it('cuts neither the first column nor others below eight characters', () => {
  const [, line] = table(['ID', 'NAME', 'ERROR'], ROWS, 10).split('\n');
  expect(line).toBe('1   a name …  because…');
});

it('keeps every cell complete where the output is no terminal', () => {
  expect(table(['ID', 'NAME', 'ERROR'], ROWS)).toContain(ROWS[0]?.[2]);
});

it('shows control characters of the data as question marks', () => {
  expect(table(['SYMBOL'], [['\x1b[31mA\u009b']])).toBe('SYMBOL\n?[31mA?\n');
  expect(facts({ symbol: 'A\nB' })).toBe('symbol  A?B\n');
});

it('leaves out unknown facts', () => {
  expect(facts({ a: 1, missing: null, empty: '', later: undefined, long: 'x' })).toBe('a     1\nlong  x\n');
});
