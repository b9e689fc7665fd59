import { DailyBar } from '../../market-data';
import { AssetCoverage } from '../../prices';

/** Closes that a provider prints differently are the same; the smallest real restatement is a fraction of a percent. */
const TOLERANCE = 1e-9;

/**
 * Whether the provider says something else about the oldest day that both have, as after a split or a dividend it took
 * out. Then older days may be restated too. A correction of the newest day alone is none.
 */
export function isRestated({ closes }: AssetCoverage, bars: readonly DailyBar[]): boolean {
  const common = bars.find(({ date }) => closes.has(date));
  if (common === undefined) return bars.length > 0;
  const [stored, fetched] = [Number(closes.get(common.date)), Number(common.close)];
  return Math.abs(fetched - stored) > TOLERANCE * stored;
}
