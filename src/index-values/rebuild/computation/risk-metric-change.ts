import { DatedLevels, IndexSeries, expandingRiskMetrics } from '../../../index-methods';
import { RISK_METRICS, RISK_METRIC_COLUMNS } from '../series-table';
import { Computation, SeriesChange } from './computation';
import { decodeCloses } from './decode-closes';
import { decodeColumns } from './decode-columns';
import { dayText } from './postgres-day';
import { SeriesDifference } from './series-difference';

/** The metrics since inception on every new day; the days before the checkpoint count, but are stored already. */
export function riskMetricChange({ dates, values }: IndexSeries, computation: Computation): SeriesChange {
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
