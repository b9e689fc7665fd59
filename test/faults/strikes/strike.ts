import { PassingStatement } from '../../support/postgres-proxy';
import { Death } from './mortal-vendor';
import { Random } from './random';

export const STAGES = ['fetching', 'waiting', 'prices', 'indices', 'recording'] as const;

/** When something happens: as the refresh reports a stage, or at a statement of the transaction that stores it. */
export type Moment = { readonly stage: (typeof STAGES)[number] } | { readonly statement: number };

export type Phase = 'before' | 'during' | 'answered';

export type Strike =
  | { readonly kind: 'terminate' | 'kill' | 'stop' | 'disk'; readonly at: Moment; readonly phase: Phase }
  | { readonly kind: 'vendor'; readonly how: Death; readonly after: number; readonly times: number };

/** In this order, again and again: cutting the connection is cheap and has the most places. */
const ROUND = [
  'terminate',
  'kill',
  'disk',
  'terminate',
  'stop',
  'vendor',
  'terminate',
  'kill',
  'terminate',
  'terminate',
  'terminate',
] as const;
const PHASES = ['before', 'during', 'answered'] as const;

/**
 * So many strikes, the same ones for the same random numbers. Every statement of the unit and every stage has its turn
 * before any has its second.
 * @param statements how many the unit has, its COMMIT included
 */
export function planStrikes(count: number, statements: number, random: Random): Strike[] {
  const statementsInTurn = turns(
    Array.from({ length: statements }, (_, place) => place + 1),
    random,
  );
  const stagesInTurn = turns([...STAGES], random);
  const phase = (): Phase => random.one(PHASES);
  const anywhere = (): Moment =>
    random.next() < 0.6 ? { stage: stagesInTurn() } : { statement: 1 + random.below(statements) };
  return Array.from({ length: count }, (_, place): Strike => {
    const kind = ROUND[place % ROUND.length] ?? 'terminate';
    if (kind === 'terminate') return { kind, at: { statement: statementsInTurn() }, phase: phase() };
    if (kind === 'disk') return { kind, at: { stage: random.one(['waiting', 'prices', 'indices']) }, phase: 'before' };
    if (kind !== 'vendor') return { kind, at: anywhere(), phase: phase() };
    return {
      kind,
      how: random.one(['cut', 'half an answer', 'errors']),
      after: random.below(2),
      times: random.one([1, 3]),
    };
  });
}

export function describeStrike(strike: Strike): string {
  if (strike.kind === 'vendor') return `vendor ${strike.how} after ${strike.after} answers, ${strike.times} times`;
  const at = 'stage' in strike.at ? `stage ${strike.at.stage}` : `statement ${strike.at.statement}`;
  return `${strike.kind} ${strike.phase} ${at}`;
}

/** Whether the statement is the one at which it happens. */
export function isAt(moment: Moment, statement: PassingStatement): boolean {
  if ('statement' in moment) return isOfStoring(statement) && statement.ordinal === moment.statement;
  return statement.text.includes('set stage = $2') && statement.values.includes(`${moment.stage}`);
}

/** Whether it belongs to the transaction that stores a refresh, which begins by locking the data. */
export function isOfStoring({ text, before }: PassingStatement): boolean {
  return [text, ...before].some((each) => each.includes('from data_version for update'));
}

/** Each item once in a random order, then all again in another one. */
function turns<Item>(items: readonly Item[], random: Random): () => Item {
  let left: Item[] = [];
  return () => {
    if (left.length === 0) left = [...items];
    const [item] = left.splice(random.below(left.length), 1);
    if (item === undefined) throw new Error('There is nothing to take turns');
    return item;
  };
}
