export const BASIC_SCHEMES = ['equal', 'inverse_volatility', 'momentum', 'fixed'] as const;
export const SCHEMES = [...BASIC_SCHEMES, 'blend'] as const;
export const REBALANCE_FREQUENCIES = ['daily', 'weekly', 'monthly', 'quarterly', 'yearly'] as const;

export type BasicScheme = (typeof BASIC_SCHEMES)[number];
export type Scheme = (typeof SCHEMES)[number];
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
