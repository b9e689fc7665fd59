import type { WeightingScheme } from './scheme';

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
