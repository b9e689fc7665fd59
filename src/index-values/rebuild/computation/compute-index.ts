import { IndexSeries, getIndexMethod } from '../../../index-methods';
import { Computation, ComputedSeries, CopyRows } from './computation';
import { CopyText } from './copy-text';
import { decodeCloses } from './decode-closes';
import { riskMetricRows } from './risk-metric-rows';

/** Prices in, rows to store out. Runs in a thread of its own, because a long history takes longer than a request may wait. */
export function computeIndex(computation: Computation): ComputedSeries {
  const method = getIndexMethod(computation.method);
  const matrix = decodeCloses(computation.closes, computation.constituents);
  const configuration = method.parseConfiguration(computation.configuration);
  const series = method.compute(matrix, configuration, computation.baseValue, computation.checkpoint);
  return {
    indexValues: indexValueRows(series),
    allocations: allocationRows(series, computation),
    riskMetrics: riskMetricRows(series, computation),
  };
}

function indexValueRows({ dates, values }: IndexSeries): CopyRows {
  const copy = new CopyText();
  dates.forEach((date, row) => copy.add(date, values[row] ?? NaN));
  return copy.toRows();
}

function allocationRows({ rebalances }: IndexSeries, { constituents }: Computation): CopyRows {
  const ids = new Map(constituents.map(({ id, symbol }) => [symbol, id]));
  const copy = new CopyText();
  for (const { date, symbols, weights } of rebalances) {
    symbols.forEach((symbol, position) => copy.add(date, ids.get(symbol) ?? NaN, weights[position] ?? NaN));
  }
  return copy.toRows();
}
