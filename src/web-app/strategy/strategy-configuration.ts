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
  /** Names that were sent and are no part of the strategy. */
  readonly ignored: readonly string[];
}

/** The stored strategy with the checked fields that were sent in their place. `known` are names that are sent for nothing. */
export function withChanges(stored: StrategyConfiguration, sent: object, known: readonly string[]): Change {
  const entries = Object.entries(sent);
  const fields = entries.filter(([name, value]) => Object.hasOwn(stored, name) && value !== undefined);
  return {
    configuration: { ...stored, ...Object.fromEntries(fields) },
    ignored: entries.map(([name]) => name).filter((name) => !Object.hasOwn(stored, name) && !known.includes(name)),
  };
}
