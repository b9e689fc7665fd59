import { BASIC_SCHEMES, type BasicScheme, type ChainedConfiguration } from './configuration-fields';
import { eligibleColumns } from './eligibility';
import { equal } from './schemes/equal';
import { fixed } from './schemes/fixed';
import { inverseVolatility } from './schemes/inverse-volatility';
import { momentum } from './schemes/momentum';
import type { Candidates, WeightingScheme } from './schemes/scheme';
import type { SignalHistory } from './signal-history';
import { capWeights, normalise } from './weight-cap';

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
