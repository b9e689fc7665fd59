import { type WeightingScheme } from './scheme';

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
