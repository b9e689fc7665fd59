import { FetchedBars } from '../market-data';
import { addDays } from '../platform/utils/days';
import { OVERLAP_DAYS } from './fetch-plan';

/** Among fewer assets there is no majority. */
const MIN_GROUP = 3;

/**
 * The days, by symbol, that an asset lacks although more than half of its group have them: a vendor does not report a day
 * that it leaves out. A group shares currency and form of symbol (pair or not), because holidays differ between exchanges.
 * Only the last days count, and none before the first bar of an asset.
 */
export function findRecentGaps(fetched: readonly FetchedBars[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, FetchedBars[]>();
  for (const asset of fetched) {
    const group = `${asset.currency} ${asset.symbol.includes('/')}`;
    groups.set(group, [...(groups.get(group) ?? []), asset]);
  }
  return new Map([...groups.values()].filter(({ length }) => length >= MIN_GROUP).flatMap(gapsAmong));
}

function gapsAmong(fetched: readonly FetchedBars[]): [symbol: string, days: readonly string[]][] {
  const newest = fetched.reduce((day, { bars }) => later(day, bars.at(-1)?.date), '');
  if (newest === '') return [];
  const recent = fetched.map(({ symbol, bars }) => ({
    symbol,
    first: bars[0]?.date ?? newest,
    days: new Set(bars.slice(-OVERLAP_DAYS).map(({ date }) => date)),
  }));
  const sessions = daysOfMost(recent.map(({ days }) => days)).filter((day) => day > addDays(newest, -OVERLAP_DAYS));
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
