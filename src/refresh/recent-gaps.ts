import { FetchedBars } from '../market-data';
import { OVERLAP_DAYS, daysBefore } from './fetch-plan';

/** Of fewer assets nobody can say which is right. */
const FEWEST = 3;

/**
 * The days, by symbol, that an asset lacks although more than half of its like have them: a vendor that leaves out a day
 * says nothing of it. Its like share currency and kind of symbol (pair or not), for exchanges have holidays of their own.
 * Only the last days count; those before the first bar of an asset do not.
 */
export function findRecentGaps(answers: readonly FetchedBars[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, FetchedBars[]>();
  for (const answer of answers) {
    const likeness = `${answer.currency} ${answer.symbol.includes('/')}`;
    groups.set(likeness, [...(groups.get(likeness) ?? []), answer]);
  }
  return new Map([...groups.values()].filter(({ length }) => length >= FEWEST).flatMap(gapsAmong));
}

function gapsAmong(answers: readonly FetchedBars[]): [symbol: string, days: readonly string[]][] {
  const newest = answers.reduce((day, { bars }) => later(day, bars.at(-1)?.date), '');
  if (newest === '') return [];
  const recent = answers.map(({ symbol, bars }) => ({
    symbol,
    first: bars[0]?.date ?? newest,
    days: new Set(bars.slice(-OVERLAP_DAYS).map(({ date }) => date)),
  }));
  const sessions = daysOfMost(recent.map(({ days }) => days)).filter((day) => day > daysBefore(newest, OVERLAP_DAYS));
  return recent.flatMap(({ symbol, first, days }) => {
    const lacking = sessions.filter((day) => day > first && !days.has(day));
    return lacking.length === 0 ? [] : [[symbol, lacking] as [string, string[]]];
  });
}

/** Days that more than half of the sets have, ascending. */
function daysOfMost(sets: readonly ReadonlySet<string>[]): string[] {
  const counts = new Map<string, number>();
  for (const day of sets.flatMap((days) => [...days])) counts.set(day, (counts.get(day) ?? 0) + 1);
  return [...counts].flatMap(([day, count]) => (2 * count > sets.length ? [day] : [])).sort();
}

function later(one: string, other = ''): string {
  return other > one ? other : one;
}
