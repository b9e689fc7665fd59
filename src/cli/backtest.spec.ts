import { readFileSync } from 'node:fs';
import { buildPriceMatrix, ConfigurationError, getIndexMethod } from '../index-methods';

const page = readFileSync('docs/backtest.md', 'utf8');

/** The keys in the first column of the table that follows a line. */
function keysAfter(line: string): string[] {
  const [, after = ''] = page.split(`${line}\n`);
  const [table = ''] = after.trimStart().split('\n\n');
  const rows = table.split('\n').slice(2);
  return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)].map(([, key = '']) => key));
}

/** What the method says that it knows. */
function knownKeys(method: string): string[] {
  try {
    getIndexMethod(method).parseConfiguration({ divine: 1 });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return /known are (.*)$/.exec(error.faults[0]?.message ?? '')?.[1]?.split(', ') ?? [];
  }
  return [];
}

it.each([
  ['autoindex-v1', 'For `autoindex-v1`:'],
  ['chained', 'For `chained`; days are sessions of the index:'],
])('has a documentation of all configuration keys of %s', (method, line) => {
  expect(knownKeys(method).length).toBeGreaterThan(8);
  expect(keysAfter(line).sort()).toEqual(knownKeys(method).sort());
});

it('begins where its documentation says: on the second day, on the 61st close, or on the first', () => {
  const day = (number: number): string => new Date(Date.UTC(2024, 0, number)).toISOString().slice(0, 10);
  const days = Array.from({ length: 80 }, (_, position) => day(position + 1));
  const closes = buildPriceMatrix(
    ['AAA', 'BBB'].flatMap((symbol) => days.map((date, at) => ({ symbol, date, close: 10 + (at % 7) / 10 }))),
  );
  const first = (name: string, configuration: object): string | undefined => {
    const method = getIndexMethod(name);
    return method.compute(closes, method.parseConfiguration(configuration), 100).dates[0];
  };
  expect(first('autoindex-v1', {})).toBe(days[1]);
  expect(first('chained', {})).toBe(days[60]);
  expect(first('chained', { min_history_days: 0 })).toBe(days[0]);
});
