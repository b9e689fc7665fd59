import { BASIC_SCHEMES, type BasicScheme, type ChainedConfiguration } from './configuration';
import { equal, fixed, inverseVolatility, momentum } from './schemes';
import type { Candidates, WeightingScheme } from './schemes';
import type { SignalHistory } from './signal-history';
import { capWeights, normalise } from './weight-cap';

/** Columns that may be held from the session after the reference session on, ascending. */
export function eligibleColumns(
  history: SignalHistory,
  reference: number,
  configuration: ChainedConfiguration,
): number[] {
  return [...history.matrix.symbols.keys()].filter(
    (column) =>
      isFresh(history, column, reference, configuration) && hasHistory(history, column, reference, configuration),
  );
}

/** Halted and dead assets: the last close may be at most `max_stale_days` sessions old. */
function isFresh(
  history: SignalHistory,
  column: number,
  reference: number,
  { max_stale_days }: ChainedConfiguration,
): boolean {
  return history.countCloses(column, reference, max_stale_days) > 0;
}

/**
 * Late listings, and assets that trade on fewer than half of the sessions: `min_history_days` returns, that is one close
 * more, within twice as many sessions.
 */
function hasHistory(
  history: SignalHistory,
  column: number,
  reference: number,
  { min_history_days, max_stale_days }: ChainedConfiguration,
): boolean {
  const window = Math.max(2 * min_history_days, max_stale_days);
  return history.countCloses(column, reference, window) > min_history_days;
}

/** Weights above 0 that sum to 1, and the columns they belong to, ascending. Empty when nothing may be held. */
export interface TargetWeights {
  readonly columns: readonly number[];
  readonly weights: readonly number[];
}

const WEIGHTING: Readonly<Record<BasicScheme, WeightingScheme>> = {
  equal,
  inverse_volatility: inverseVolatility,
  momentum,
  fixed,
};

/** What to hold from the session after `reference` on, from closes up to and including it. */
export function targetWeights(
  history: SignalHistory,
  reference: number,
  configuration: ChainedConfiguration,
): TargetWeights {
  const columns = eligibleColumns(history, reference, configuration);
  const blended = blend({ history, reference, columns, configuration });
  const capped = capWeights(blended, configuration.max_weight);
  return {
    columns: columns.filter((_, position) => (capped[position] ?? 0) > 0),
    weights: capped.filter((weight) => weight > 0),
  };
}

/** Share times scheme, summed in the order of `BASIC_SCHEMES`: the order of keys in a configuration must not show. */
function blend(candidates: Candidates): number[] {
  const shares = sharesOf(candidates.configuration);
  const total = candidates.columns.map(() => 0);
  for (const name of BASIC_SCHEMES) {
    const share = shares[name];
    if (share === undefined) continue;
    preferences(name, candidates).forEach((part, position) => {
      total[position] = (total[position] ?? 0) + share * part;
    });
  }
  return normalise(total);
}

/** A scheme without a preference holds all alike, except that fixed weights which name nothing eligible hold nothing. */
function preferences(name: BasicScheme, candidates: Candidates): number[] {
  const parts = normalise(WEIGHTING[name](candidates));
  return name === 'fixed' || parts.some((part) => part > 0) ? parts : normalise(equal(candidates));
}

function sharesOf({ scheme, blend }: ChainedConfiguration): Readonly<Partial<Record<BasicScheme, number>>> {
  return scheme === 'blend' ? (blend ?? {}) : { [scheme]: 1 };
}
