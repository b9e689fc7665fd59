import type { WeightingScheme } from './scheme';

/** The configured parts; 0 for what is not named. What cannot be held now leaves its part to the others. */
export const fixed: WeightingScheme = ({ history, columns, configuration }) =>
  columns.map((column) => part(configuration.weights ?? {}, history.matrix.symbols[column] ?? ''));

/** Own keys only: a symbol may be called `constructor`. */
function part(weights: Readonly<Record<string, number>>, symbol: string): number {
  return Object.hasOwn(weights, symbol) ? (weights[symbol] ?? 0) : 0;
}
