import { ConfigurationError, ConfigurationFault, firstFaults } from '../shared/index-method';
export const BASIC_SCHEMES = ['equal', 'inverse_volatility', 'momentum', 'fixed'] as const;
const SCHEMES = [...BASIC_SCHEMES, 'blend'] as const;
export const REBALANCE_FREQUENCIES = ['daily', 'weekly', 'monthly', 'quarterly', 'yearly'] as const;

export type BasicScheme = (typeof BASIC_SCHEMES)[number];
type Scheme = (typeof SCHEMES)[number];
export type RebalanceFrequency = (typeof REBALANCE_FREQUENCIES)[number];

/** The keys are the stored ones. Days are sessions, weights and deviations are fractions. */
export interface ChainedConfiguration {
  readonly scheme: Scheme;
  readonly rebalance_frequency: RebalanceFrequency;
  /** Sessions of returns behind the volatility. */
  readonly lookback_days: number;
  /** Sessions of returns behind the momentum. */
  readonly momentum_lookback_days: number;
  /** Returns an asset must have before it may be held; they must lie within the last `2 · min_history_days` sessions. */
  readonly min_history_days: number;
  /** How many sessions old the last close may be on the reference day. */
  readonly max_stale_days: number;
  /** Cap of a single asset; 1 means none. With fewer than 1/max_weight assets it is 1/n. */
  readonly max_weight: number;
  /** A year. A calmer asset is treated as being as volatile as this. */
  readonly volatility_floor: number;
  /** Parts for each symbol, of scheme `fixed` or of a blend that has it; only their proportions matter. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Parts for each basic scheme, of scheme `blend`; only their proportions matter. */
  readonly blend?: Readonly<Partial<Record<BasicScheme, number>>>;
}

interface Rule {
  readonly wanted: string;
  readonly holds: (value: unknown) => boolean;
}

/** Ten years of sessions. A longer window is a typing error, and every refresh would have to read it. */
const MAX_SESSIONS = 2520;

const RULES: Readonly<Record<keyof ChainedConfiguration, Rule>> = {
  scheme: oneOf(SCHEMES),
  rebalance_frequency: oneOf(REBALANCE_FREQUENCIES),
  lookback_days: wholeNumber(2, MAX_SESSIONS),
  momentum_lookback_days: wholeNumber(1, MAX_SESSIONS),
  min_history_days: wholeNumber(0, MAX_SESSIONS),
  max_stale_days: wholeNumber(0, MAX_SESSIONS),
  max_weight: { wanted: 'a number above 0, at most 1', holds: (value) => isPositive(value) && value <= 1 },
  volatility_floor: { wanted: 'a number above 0', holds: isPositive },
  weights: { wanted: 'an object of symbols and numbers above 0, at least one', holds: isParts },
  blend: {
    wanted: `an object of numbers above 0 for at least one of ${BASIC_SCHEMES.join(', ')}`,
    holds: (value) => isParts(value) && Object.keys(value).every((name) => includes(BASIC_SCHEMES, name)),
  },
};

/** What is wrong with a field. No fault means that the field has its type. */
function faultOf(field: string, value: unknown): string | undefined {
  if (!isField(field)) return `is unknown; known are ${Object.keys(RULES).join(', ')}`;
  return RULES[field].holds(value) ? undefined : `must be ${RULES[field].wanted}`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isField(field: string): field is keyof ChainedConfiguration {
  return Object.hasOwn(RULES, field);
}

function oneOf(names: readonly string[]): Rule {
  return { wanted: `one of ${names.join(', ')}`, holds: (value) => includes(names, value) };
}

function wholeNumber(least: number, most: number): Rule {
  const holds = (value: unknown): boolean =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
  return { wanted: `a whole number from ${least} to ${most}`, holds };
}

function isParts(value: unknown): value is Record<string, number> {
  return isRecord(value) && Object.keys(value).length > 0 && Object.values(value).every(isPositive);
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function includes(names: readonly unknown[], name: unknown): boolean {
  return names.includes(name);
}

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

/** Fixed weights are not capped by default; computed weights are. */
const MAX_WEIGHT = { fixed: 1, computed: 0.25 } as const;

/** Fills in the defaults; parsing the result again returns the same. @throws ConfigurationError with one fault a field */
export function parseChainedConfiguration(raw: unknown): ChainedConfiguration {
  if (!isRecord(raw)) throw new ConfigurationError([{ field: 'configuration', message: 'must be an object' }]);
  const faults = firstFaults(raw, faultOf);
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

function contradictionsOf({ scheme, weights, blend }: ChainedConfiguration): ConfigurationFault[] {
  const wantsWeights = scheme === 'fixed' || blend?.fixed !== undefined;
  const faults: ConfigurationFault[] = [];
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
