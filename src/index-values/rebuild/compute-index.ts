import { IndexSeries, getIndexMethod, DatedLevels, expandingRiskMetrics } from '../../index-methods';
import { decodeCloses, decodeColumns, dayText } from './binary-copy';
import { Computation, SeriesChange, SeriesChanges } from './computation';
import { SeriesDifference } from './series-difference';
import { ALLOCATIONS, INDEX_VALUES, RISK_METRICS, RISK_METRIC_COLUMNS } from './series-table';

/** Computes an index and the changes of its stored series. Runs in a worker thread: a long history takes seconds. */
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

/** The metrics since inception on every new day; the days before the checkpoint count, but are stored already. */
function riskMetricChange({ dates, values }: IndexSeries, computation: Computation): SeriesChange {
  const before = levelsBefore(computation);
  const levels = { dates: [...before.dates, ...dates], values: [...before.values, ...values] };
  const metrics = expandingRiskMetrics(levels, benchmarkOf(computation));
  const difference = new SeriesDifference(RISK_METRICS, computation.stored.riskMetrics);
  dates.forEach((date, row) => {
    const ofDay = metrics[before.dates.length + row];
    difference.add(date, ...RISK_METRIC_COLUMNS.map((name) => ofDay?.[name] ?? null));
  });
  return difference.toChange();
}

function levelsBefore(computation: Computation): { dates: string[]; values: number[] } {
  const levels = { dates: new Array<string>(), values: new Array<number>() };
  decodeColumns(computation.levelsBefore, ([days = new Float64Array(), values = new Float64Array()]) => {
    levels.dates.push(...Array.from(days, dayText));
    levels.values.push(...values);
  });
  return levels;
}

function benchmarkOf({ benchmark, benchmarkCloses }: Computation): DatedLevels | undefined {
  if (benchmark === undefined) return undefined;
  const { dates, closes } = decodeCloses(benchmarkCloses, [benchmark]);
  return { dates, values: closes[0] ?? [] };
}
