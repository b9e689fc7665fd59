import { FieldError } from '../../platform/errors';

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

type NumberField = Exclude<keyof StrategyConfiguration, 'rebalance_frequency'>;

/** Bounds, both included. */
export const BOUNDS: Readonly<Record<NumberField, readonly [least: number, most: number]>> = {
  momentum_weight: [0, 1],
  market_cap_weight: [0, 1],
  risk_parity_weight: [0, 1],
  min_price_threshold: [0.01, 1_000_000],
  max_daily_return: [0.01, 10],
  min_daily_return: [-10, -0.01],
  max_forward_fill_days: [0, 30],
  outlier_std_threshold: [1, 10],
  daily_drop_threshold: [-1, 0],
};

const FIELDS = [...Object.keys(BOUNDS), 'rebalance_frequency'];

/** How far the weights may sum from 1: three decimals of a form that shows them. The method scales them to 1. */
const WEIGHT_TOLERANCE = 0.001;
const ROUNDING = 1e-9;

export interface CheckedChange {
  readonly configuration: StrategyConfiguration;
  readonly faults: readonly FieldError[];
  /** Names that were sent and are no part of the strategy. */
  readonly ignored: readonly string[];
}

/** The stored strategy with the fields that were sent in their place, and what is wrong with the result. */
export function withChanges(
  stored: StrategyConfiguration,
  sent: Readonly<Record<string, unknown>>,
  known: readonly string[] = [],
): CheckedChange {
  const fields = Object.fromEntries(Object.entries(sent).filter(([name]) => FIELDS.includes(name)));
  const frequency = fields['rebalance_frequency'];
  if (typeof frequency === 'string') fields['rebalance_frequency'] = frequency.toLowerCase();
  const faults = Object.entries(fields).flatMap(([name, value]) => faultsOf(name, value));
  const configuration: StrategyConfiguration = { ...stored, ...fields };
  return {
    configuration,
    faults: faults.length > 0 ? faults : weightFaults(configuration),
    ignored: Object.keys(sent).filter((name) => !FIELDS.includes(name) && !known.includes(name)),
  };
}

function faultsOf(name: string, value: unknown): FieldError[] {
  if (name === 'rebalance_frequency') {
    if (FREQUENCIES.some((frequency) => frequency === value)) return [];
    return [fault(name, `must be one of ${FREQUENCIES.join(', ')}`)];
  }
  const [least, most] = boundsOf(name);
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    return [fault(name, `must be a number, ${least} to ${most}`)];
  }
  const whole = name !== 'max_forward_fill_days' || Number.isInteger(value);
  return whole ? [] : [fault(name, 'must be a whole number of days')];
}

function boundsOf(name: string): readonly [number, number] {
  return Object.entries(BOUNDS).find(([field]) => field === name)?.[1] ?? [Number.NaN, Number.NaN];
}

function weightFaults(configuration: StrategyConfiguration): FieldError[] {
  const { momentum_weight, market_cap_weight, risk_parity_weight } = configuration;
  const sum = momentum_weight + market_cap_weight + risk_parity_weight;
  if (Math.abs(sum - 1) <= WEIGHT_TOLERANCE + ROUNDING) return [];
  const shown = Number(sum.toFixed(6));
  return [fault('momentum_weight', `, market_cap_weight and risk_parity_weight must sum to 1, not to ${shown}`)];
}

function fault(field: string, message: string): FieldError {
  return { pointer: `/${field}`, detail: message.startsWith(',') ? `${field}${message}` : `${field} ${message}` };
}
