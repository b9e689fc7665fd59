import { dayNumber } from '../shared/day-number';
/** The existing system's constants: trading days a year, and the yearly risk-free rate as a fraction. */
export const TRADING_DAYS = 252;
export const RISK_FREE_RATE = 0.05;

/** Levels or closes by day: `values[i]` belongs to `dates[i]`, ascending `YYYY-MM-DD`. */
export interface DatedValues {
  readonly dates: readonly string[];
  readonly values: Float64Array;
}

/** Returns as fractions between neighbours, (v[i+1] - v[i]) / v[i]: one fewer than values. */
export function simpleReturns(values: Float64Array): Float64Array {
  return values.subarray(1).map((value, index) => (value - (values[index] ?? NaN)) / (values[index] ?? NaN));
}

/** The values of `today` - `lookbackDays` calendar days and later. */
export function valuesSince({ dates, values }: DatedValues, today: string, lookbackDays: number): DatedValues {
  const earliest = dayNumber(today) - lookbackDays;
  const start = dates.findIndex((date) => dayNumber(date) >= earliest);
  return start < 0
    ? { dates: [], values: new Float64Array() }
    : { dates: dates.slice(start), values: values.subarray(start) };
}
