import { PriceBar } from '../../src/prices';

/** The pieces of a market, each a file of its own, in the order in which they arrive. */
type Pieces = readonly (readonly PriceBar[])[];

const PARTS = 20;

/** Ways in which the same rows can arrive, by name. Shuffling is the same in each run. */
export function waysIn(bars: readonly PriceBar[]): [name: string, pieces: Pieces][] {
  const by = (key: (bar: PriceBar) => string): Pieces => grouped(bars, key);
  const inOrder = by(({ date }) => date.slice(0, 4));
  const months = by(({ date }) => date.slice(0, 7));
  return [
    ['file-order', [bars]],
    ['reversed', [[...bars].reverse()]],
    ['shuffled', [shuffled(bars, 1)]],
    ['by-symbol', by(({ symbol }) => symbol)],
    ['by-year', inOrder],
    ['by-year-backwards', [...inOrder].reverse()],
    ['by-month', months],
    ['by-month-backwards', [...months].reverse()],
    ...[1, 2, 3].map((seed): [string, Pieces] => [`by-month-shuffled-${seed}`, shuffled(months, seed)]),
    ['every-twentieth', Array.from({ length: PARTS }, (_, part) => bars.filter((_bar, at) => at % PARTS === part))],
    ['by-day', by(({ date }) => date)],
  ];
}

/** Groups in the order of their first rows. */
function grouped(bars: readonly PriceBar[], keyOf: (bar: PriceBar) => string): Pieces {
  const groups = new Map<string, PriceBar[]>();
  for (const bar of bars) {
    const group = groups.get(keyOf(bar));
    if (group === undefined) groups.set(keyOf(bar), [bar]);
    else group.push(bar);
  }
  return [...groups.values()];
}

/** Fisher and Yates, by a generator that is started with `seed`. */
function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const mixed = [...items];
  let state = seed;
  for (let last = mixed.length - 1; last > 0; last--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = Math.floor((state / 2_147_483_648) * (last + 1));
    const [one, two] = [mixed[last], mixed[other]];
    if (one !== undefined && two !== undefined) [mixed[last], mixed[other]] = [two, one];
  }
  return mixed;
}
