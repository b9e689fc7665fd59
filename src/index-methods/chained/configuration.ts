import { ConfigurationError } from '../index-method';
import type { ChainedConfiguration } from './configuration-fields';
import { type Fault, faultsOfFields, isRecord } from './configuration-rules';

/** The factors of the original method, whose market capitalisation is a constant: equal weights. */
const DEFAULT_BLEND = { momentum: 0.4, equal: 0.3, inverse_volatility: 0.3 } as const;

const DEFAULTS = {
  scheme: 'blend',
  rebalance_frequency: 'monthly',
  lookback_days: 60,
  momentum_lookback_days: 60,
  min_history_days: 60,
  max_stale_days: 5,
  volatility_floor: 0.01,
} as const;

/** Who fixes weights wants those; a weight that is computed is capped. */
const MAX_WEIGHT = { fixed: 1, computed: 0.25 } as const;

/** Fills in the defaults. Reading its own result gives the same again. Throws `ConfigurationError`, one fault a field. */
export function parseChainedConfiguration(raw: unknown): ChainedConfiguration {
  if (!isRecord(raw)) throw new ConfigurationError([{ field: 'configuration', message: 'must be an object' }]);
  const faults = faultsOfFields(raw);
  if (faults.length > 0) throw new ConfigurationError(faults);
  const completed = complete(raw);
  const contradictions = contradictionsOf(completed);
  if (contradictions.length > 0) throw new ConfigurationError(contradictions);
  return completed;
}

function complete(given: Partial<ChainedConfiguration>): ChainedConfiguration {
  const scheme = given.scheme ?? DEFAULTS.scheme;
  const max_weight = MAX_WEIGHT[scheme === 'fixed' ? 'fixed' : 'computed'];
  const blend = scheme === 'blend' ? { blend: DEFAULT_BLEND } : {};
  return { ...DEFAULTS, max_weight, ...blend, ...given };
}

function contradictionsOf({ scheme, weights, blend }: ChainedConfiguration): Fault[] {
  const wantsWeights = scheme === 'fixed' || blend?.fixed !== undefined;
  const faults: Fault[] = [];
  if (wantsWeights && weights === undefined) {
    faults.push({ field: 'weights', message: 'is needed for fixed weights: an object of symbol and part' });
  }
  if (!wantsWeights && weights !== undefined) {
    faults.push({ field: 'weights', message: 'is only for the scheme fixed or a blend that has fixed' });
  }
  if (scheme !== 'blend' && blend !== undefined) {
    faults.push({ field: 'blend', message: 'is only for the scheme blend' });
  }
  return faults;
}
