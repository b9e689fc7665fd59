/** The existing system's constants: trading days a year, and the yearly risk-free rate as a fraction. */
export const TRADING_DAYS = 252;
export const RISK_FREE_RATE = 0.05;

/** Levels or closes by day: `values[i]` belongs to `dates[i]`, ascending `YYYY-MM-DD`. */
export interface DatedValues {
  readonly dates: readonly string[];
  readonly values: Float64Array;
}
