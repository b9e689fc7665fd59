import { ConfigurationError, firstFaults } from '../shared/index-method';

export const REBALANCE_FREQUENCIES = [
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'yearly',
  'every_quarter',
  'every_year',
] as const;
export type RebalanceFrequency = (typeof REBALANCE_FREQUENCIES)[number];

/** The keys are the stored ones. Prices are in the currency of the closes, returns and thresholds are fractions. */
export interface AutoindexV1Configuration {
  /** The three factors of the combination; they need not sum to 1. */
  readonly momentum_weight: number;
  readonly market_cap_weight: number;
  readonly risk_parity_weight: number;
  /** Closes strictly below this are blanked. */
  readonly min_price: number;
  readonly max_daily_return: number;
  readonly min_daily_return: number;
  /** How many days in a row a missing close may take the last known one when gaps are counted. */
  readonly max_forward_fill_days: number;
  /** In sample standard deviations; a return further from its mean becomes the median. */
  readonly outlier_std_threshold: number;
  /**
   * `quarterly` and `yearly` rebalance on the first day and never again: so the existing system does, and what was
   * published with them must not change. `every_quarter` and `every_year` do what those two say.
   */
  readonly rebalance_frequency: RebalanceFrequency;
  /** Despite its name a bound on the momentum of 20 days: at or below it an asset gets no momentum weight. */
  readonly daily_drop_threshold: number;
}

export const AUTOINDEX_V1_DEFAULTS: AutoindexV1Configuration = {
  momentum_weight: 0.4,
  market_cap_weight: 0.3,
  risk_parity_weight: 0.3,
  min_price: 1,
  max_daily_return: 0.5,
  min_daily_return: -0.5,
  max_forward_fill_days: 2,
  outlier_std_threshold: 3,
  rebalance_frequency: 'weekly',
  daily_drop_threshold: -0.01,
};

type Key = keyof AutoindexV1Configuration;
interface Rule {
  readonly wanted: string;
  readonly holds: (value: unknown) => boolean;
}

const isFinite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const finite: Rule = { wanted: 'a finite number', holds: isFinite };
const notNegative: Rule = { wanted: 'a number of at least 0', holds: (value) => isFinite(value) && value >= 0 };
const positive: Rule = { wanted: 'a number above 0', holds: (value) => isFinite(value) && value > 0 };
const wholeDays: Rule = {
  wanted: 'a whole number of days, at least 0',
  holds: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
};
const frequency: Rule = {
  wanted: `one of ${REBALANCE_FREQUENCIES.join(', ')}`,
  holds: (value) => REBALANCE_FREQUENCIES.some((known) => known === value),
};

const rules: Readonly<Record<Key, Rule>> = {
  momentum_weight: notNegative,
  market_cap_weight: notNegative,
  risk_parity_weight: notNegative,
  min_price: notNegative,
  max_daily_return: finite,
  min_daily_return: finite,
  max_forward_fill_days: wholeDays,
  outlier_std_threshold: positive,
  rebalance_frequency: frequency,
  daily_drop_threshold: finite,
};

/** @throws ConfigurationError with one fault for each wrong or unknown field */
export function parseAutoindexV1Configuration(raw: unknown): AutoindexV1Configuration {
  if (!isPlainObject(raw)) throw new ConfigurationError([{ field: 'configuration', message: 'must be an object' }]);
  const faults = firstFaults(raw, faultOf);
  if (faults.length > 0) throw new ConfigurationError(faults);
  const configuration: AutoindexV1Configuration = { ...AUTOINDEX_V1_DEFAULTS, ...raw };
  if (configuration.min_daily_return >= configuration.max_daily_return) {
    throw new ConfigurationError([{ field: 'min_daily_return', message: 'must be below max_daily_return' }]);
  }
  return configuration;
}

function faultOf(field: string, value: unknown): string | undefined {
  if (!isKey(field)) return `is unknown; known are ${Object.keys(rules).join(', ')}`;
  const rule = rules[field];
  return rule.holds(value) ? undefined : `must be ${rule.wanted}`;
}

function isKey(field: string): field is Key {
  return Object.hasOwn(rules, field);
}

function isPlainObject(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
