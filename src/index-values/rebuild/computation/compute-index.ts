import { IndexSeries, getIndexMethod } from '../../../index-methods';
import { ALLOCATIONS, INDEX_VALUES } from '../series-table';
import { Computation, SeriesChange, SeriesChanges } from './computation';
import { decodeCloses } from './decode-closes';
import { riskMetricChange } from './risk-metric-change';
import { SeriesDifference } from './series-difference';

/** Prices in, what to store out. Runs in a thread of its own, because a long history takes longer than a request may wait. */
export function computeIndex(computation: Computation): SeriesChanges {
  const method = getIndexMethod(computation.method);
  const matrix = decodeCloses(computation.closes, computation.constituents);
  const configuration = method.parseConfiguration(computation.configuration);
  const series = method.compute(matrix, configuration, computation.baseValue, computation.checkpoint);
  return {
    indexValues: indexValueChange(series, computation),
    allocations: allocationChange(series, computation),
    riskMetrics: riskMetricChange(series, computation),
  };
}

function indexValueChange({ dates, values }: IndexSeries, { stored }: Computation): SeriesChange {
  const difference = new SeriesDifference(INDEX_VALUES, stored.indexValues);
  dates.forEach((date, row) => difference.add(date, values[row] ?? NaN));
  return difference.toChange();
}

function allocationChange({ rebalances }: IndexSeries, { constituents, stored }: Computation): SeriesChange {
  const ids = new Map(constituents.map(({ id, symbol }) => [symbol, id]));
  const difference = new SeriesDifference(ALLOCATIONS, stored.allocations);
  for (const { date, symbols, weights } of rebalances) {
    symbols.forEach((symbol, position) => difference.add(date, ids.get(symbol) ?? NaN, weights[position] ?? NaN));
  }
  return difference.toChange();
}
