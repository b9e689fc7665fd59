import type { PriceMatrix, Checkpoint, IndexMethod, IndexSeries } from '../shared/index-method';
import { ChainedIndex } from './chained-index';
import { parseChainedConfiguration } from './configuration';
import type { ChainedConfiguration } from './configuration';
import { rowsBeforeCheckpoint } from './signal-history';

/** A share of a basket cannot be bought at 0, at less, or at Infinity. NaN is no close and may be. */
function assertCloses({ dates, symbols, closes }: PriceMatrix): void {
  closes.forEach((column, position) => {
    const row = column.findIndex((close) => close <= 0 || close === Number.POSITIVE_INFINITY);
    if (row === -1) return;
    throw new RangeError(`${symbols[position]} on ${dates[row]}: a close of ${column[row]} is not positive and finite`);
  });
}

/**
 * A chain-linked index of drifting holdings with past-only signals; docs/index-methods.md has formulas and sources.
 *
 * A rebalance bears the date of the session on which it takes effect, the first that its weights earn on. They are set at the
 * closes of the session before (the reference day: the last business day of the period) from nothing later than that.
 * The first value is `baseValue`, on the first session on which something may be held; without such a session there is
 * none. A close that is not positive and finite, and a level that is not finite, throw `RangeError`.
 */
export const chained: IndexMethod<ChainedConfiguration> = {
  name: 'chained',
  parseConfiguration: parseChainedConfiguration,
  lookbackRows: rowsBeforeCheckpoint,
  compute,
};

function compute(
  matrix: PriceMatrix,
  configuration: ChainedConfiguration,
  baseValue: number,
  checkpoint?: Checkpoint,
): IndexSeries {
  assertCloses(matrix);
  const index = new ChainedIndex(matrix, configuration);
  return checkpoint === undefined ? index.from(baseValue) : index.after(checkpoint);
}
