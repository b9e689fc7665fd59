import { combineWeights } from './combination';
import { AutoindexV1Configuration } from './configuration';
import { inverseVolatilityWeights, VOLATILITY_ROWS } from './inverse-volatility';
import { marketCapWeights } from './market-cap';
import { momentumWeights } from './momentum';

/**
 * The weights set on row `row`, one an asset; NaN and 0 mean not held. The window is the last 60 rows up to and including
 * `row`: the method knows the return that its weights are about to earn.
 */
export function targetWeights(
  returns: readonly Float64Array[],
  row: number,
  configuration: AutoindexV1Configuration,
): Float64Array {
  const windows = returns.map((column) => column.subarray(Math.max(0, row + 1 - VOLATILITY_ROWS), row + 1));
  return combineWeights(
    momentumWeights(windows, configuration.daily_drop_threshold),
    marketCapWeights(returns.length),
    inverseVolatilityWeights(windows),
    configuration,
  );
}
