import { riskMetrics } from '../../index-methods';
import { deepestDrawdowns } from './drawdowns';
import { NamedSeries, ReportHead, RiskContent } from './report-content';
import { dayReturns } from './returns';

/** Bounds between the classes of daily returns, as fractions. */
const BOUNDS = [-0.03, -0.02, -0.01, -0.005, 0, 0.005, 0.01, 0.02, 0.03];

/** What could be lost with the index in the period. At least one level is needed. */
export function riskOf(head: ReportHead, index: NamedSeries, benchmark: NamedSeries | null): RiskContent {
  return {
    type: 'risk',
    ...head,
    metrics: riskMetrics(index, benchmark ?? undefined),
    drawdowns: deepestDrawdowns(index),
    distribution: distributionOf(dayReturns(index).map((day) => day.return)),
    series: { index, benchmark },
  };
}

function distributionOf(returns: readonly number[]): RiskContent['distribution'] {
  return [null, ...BOUNDS].map((from, position) => {
    const to = BOUNDS[position] ?? null;
    const days = returns.filter((each) => (from === null || each >= from) && (to === null || each < to)).length;
    return { from, to, days };
  });
}
