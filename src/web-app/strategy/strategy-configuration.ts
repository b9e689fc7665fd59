import { getIndexMethod } from '../../index-methods';
import { IndexDefinition } from '../../index-values';
import { AppError } from '../../platform/errors';

export const FREQUENCIES = ['daily', 'weekly', 'monthly', 'quarterly', 'yearly'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** The strategy as the web app knows it. Returns, thresholds and weights are fractions; prices in US dollars. */
export interface StrategyConfiguration {
  readonly momentum_weight: number;
  readonly market_cap_weight: number;
  readonly risk_parity_weight: number;
  readonly min_price_threshold: number;
  readonly max_daily_return: number;
  readonly min_daily_return: number;
  readonly max_forward_fill_days: number;
  readonly outlier_std_threshold: number;
  readonly daily_drop_threshold: number;
  readonly rebalance_frequency: Frequency;
}

export interface Change {
  readonly configuration: StrategyConfiguration;
  /** Names that were sent and do not belong to the strategy. */
  readonly ignored: readonly string[];
}

/** Overwrites stored fields with validated ones that were sent. Names in `known` are not reported as ignored. */
export function withChanges(stored: StrategyConfiguration, sent: object, known: readonly string[]): Change {
  const entries = Object.entries(sent);
  const fields = entries.filter(([name, value]) => Object.hasOwn(stored, name) && value !== undefined);
  return {
    configuration: { ...stored, ...Object.fromEntries(fields) },
    ignored: entries.map(([name]) => name).filter((name) => !Object.hasOwn(stored, name) && !known.includes(name)),
  };
}

const METHOD = 'autoindex-v1';

/** The method's own `quarterly` and `yearly` never rebalance; they stay because published values must not change. */
const CALENDAR: Readonly<Record<Frequency, string>> = {
  daily: 'daily',
  weekly: 'weekly',
  monthly: 'monthly',
  quarterly: 'every_quarter',
  yearly: 'every_year',
};

/** The strategy as the configuration of the method. */
export function methodConfigurationOf({
  min_price_threshold,
  rebalance_frequency,
  ...same
}: StrategyConfiguration): IndexDefinition['configuration'] {
  return { ...same, min_price: min_price_threshold, rebalance_frequency: CALENDAR[rebalance_frequency] };
}

/** The configuration of an index as a strategy, with defaults. @throws AppError `not-found` for another method */
export function strategyOf({ method, slug, configuration }: IndexDefinition): StrategyConfiguration {
  if (method !== METHOD) {
    throw new AppError('not-found', `Strategy configuration not found: the index ${slug} is computed by ${method}.`);
  }
  const parsed = new Map(Object.entries(Object(getIndexMethod(method).parseConfiguration(configuration)) as object));
  const number = (name: string): number => Number(parsed.get(name));
  return {
    momentum_weight: number('momentum_weight'),
    market_cap_weight: number('market_cap_weight'),
    risk_parity_weight: number('risk_parity_weight'),
    min_price_threshold: number('min_price'),
    max_daily_return: number('max_daily_return'),
    min_daily_return: number('min_daily_return'),
    max_forward_fill_days: number('max_forward_fill_days'),
    outlier_std_threshold: number('outlier_std_threshold'),
    daily_drop_threshold: number('daily_drop_threshold'),
    rebalance_frequency: frequencyOf(String(parsed.get('rebalance_frequency'))),
  };
}

function frequencyOf(calendar: string): Frequency {
  return FREQUENCIES.find((frequency) => CALENDAR[frequency] === calendar || frequency === calendar) ?? 'weekly';
}
