import type { ChainedConfiguration } from './configuration';
import type { SignalHistory } from './signal-history';

/** What a scheme may look at: closes up to the reference session of the assets that may be held. */
export interface Candidates {
  readonly history: SignalHistory;
  readonly reference: number;
  readonly columns: readonly number[];
  readonly configuration: ChainedConfiguration;
}

/** Parts for each candidate, in their order, each finite and at least 0. Only proportions matter; all 0 means no preference. */
export type WeightingScheme = (candidates: Candidates) => number[];

/** The same for each. */
export const equal: WeightingScheme = ({ columns }) => columns.map(() => 1);

/** The configured parts; 0 for what is not named. What cannot be held now leaves its part to the others. */
export const fixed: WeightingScheme = ({ history, columns, configuration }) =>
  columns.map((column) => part(configuration.weights ?? {}, history.matrix.symbols[column] ?? ''));

/** Own keys only: a symbol may be called `constructor`. */
function part(weights: Readonly<Record<string, number>>, symbol: string): number {
  return Object.hasOwn(weights, symbol) ? (weights[symbol] ?? 0) : 0;
}

/**
 * The gain over the last `momentum_lookback_days` sessions (since its first close there, for a younger asset); a loss counts
 * as 0. Where nothing gained there is no preference.
 */
export const momentum: WeightingScheme = ({ history, reference, columns, configuration }) =>
  columns.map((column) => {
    const closes = history.closes(column, reference, configuration.momentum_lookback_days);
    const gain = (closes.at(-1) ?? 1) / (closes[0] ?? 1) - 1;
    return Math.max(gain, 0);
  });

const SESSIONS_A_YEAR = 252;

/**
 * 1/σ, with σ the sample deviation (n - 1) a year of the returns between the closes of the last `lookback_days` sessions, but
 * at least `volatility_floor`, so that an asset which stood still is not preferred without end. Without two returns: 0.
 * Source: S&P Dow Jones Indices, "S&P Low Volatility Indices Methodology", Constituent Weightings (inverse of volatility).
 */
export const inverseVolatility: WeightingScheme = ({ history, reference, columns, configuration }) =>
  columns.map((column) => {
    const closes = history.closes(column, reference, configuration.lookback_days);
    if (closes.length < 3) return 0;
    return 1 / Math.max(annualVolatility(closes), configuration.volatility_floor);
  });

/** Loops, because this is most of the work of a computation. */
function annualVolatility(closes: readonly number[]): number {
  const count = closes.length - 1;
  let sum = 0;
  for (let position = 1; position <= count; position += 1) sum += returnAt(closes, position);
  const mean = sum / count;
  let squares = 0;
  for (let position = 1; position <= count; position += 1) squares += (returnAt(closes, position) - mean) ** 2;
  return Math.sqrt((squares / (count - 1)) * SESSIONS_A_YEAR);
}

function returnAt(closes: readonly number[], position: number): number {
  return (closes[position] ?? Number.NaN) / (closes[position - 1] ?? Number.NaN) - 1;
}
