import { BASIC_SCHEMES, type ChainedConfiguration, REBALANCE_FREQUENCIES, SCHEMES } from './configuration-fields';

export interface Fault {
  readonly field: string;
  readonly message: string;
}

interface Rule {
  readonly wanted: string;
  readonly holds: (value: unknown) => boolean;
}

/** Ten years of sessions: what reaches back further is a typing error, and would have to be read for every refresh. */
const MOST_SESSIONS = 2520;

const RULES: Readonly<Record<keyof ChainedConfiguration, Rule>> = {
  scheme: oneOf(SCHEMES),
  rebalance_frequency: oneOf(REBALANCE_FREQUENCIES),
  lookback_days: wholeNumber(2, MOST_SESSIONS),
  momentum_lookback_days: wholeNumber(1, MOST_SESSIONS),
  min_history_days: wholeNumber(0, MOST_SESSIONS),
  max_stale_days: wholeNumber(0, MOST_SESSIONS),
  max_weight: { wanted: 'a number above 0, at most 1', holds: (value) => isPositive(value) && value <= 1 },
  volatility_floor: { wanted: 'a number above 0', holds: isPositive },
  weights: { wanted: 'an object of symbols and numbers above 0, at least one', holds: isParts },
  blend: {
    wanted: `an object of numbers above 0 for at least one of ${BASIC_SCHEMES.join(', ')}`,
    holds: (value) => isParts(value) && Object.keys(value).every((name) => includes(BASIC_SCHEMES, name)),
  },
};

/** One fault for each wrong or unknown field. No fault means that the fields given have their types. */
export function faultsOfFields(raw: Record<string, unknown>): Fault[] {
  return Object.entries(raw).flatMap(([field, value]) => {
    if (!isField(field)) return [{ field, message: `is unknown; known are ${Object.keys(RULES).join(', ')}` }];
    return RULES[field].holds(value) ? [] : [{ field, message: `must be ${RULES[field].wanted}` }];
  });
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
