import { DatedLevels, IndexSeries, expandingRiskMetrics } from '../../../index-methods';
import { RISK_METRIC_COLUMNS } from '../series-table';
import { Computation, CopyRows } from './computation';
import { CopyText } from './copy-text';
import { decodeCloses } from './decode-closes';

/** The metrics since inception on every new day; the days before the checkpoint count, but are stored already. */
export function riskMetricRows({ dates, values }: IndexSeries, computation: Computation): CopyRows {
  const { valuesBefore } = computation;
  const levels = { dates: [...valuesBefore.dates, ...dates], values: [...valuesBefore.values, ...values] };
  const metrics = expandingRiskMetrics(levels, benchmarkOf(computation));
  const copy = new CopyText();
  dates.forEach((date, row) => {
    const ofDay = metrics[valuesBefore.dates.length + row];
    copy.add(date, ...RISK_METRIC_COLUMNS.map((name) => ofDay?.[name] ?? null));
  });
  return copy.toRows();
}

function benchmarkOf({ benchmark, benchmarkCloses }: Computation): DatedLevels | undefined {
  if (benchmark === undefined) return undefined;
  const { dates, closes } = decodeCloses(benchmarkCloses, [benchmark]);
  return { dates, values: closes[0] ?? [] };
}
