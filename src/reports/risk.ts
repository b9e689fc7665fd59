import { riskMetrics } from '../index-methods';
import { dayReturns } from './performance';
import { DatedNumbers, Drawdown, NamedSeries, ReportHead, RiskContent } from './report';

const MAX_DRAWDOWNS = 5;

/** The deepest falls below a highest level so far, the deepest first, at most five. They do not overlap. */
export function deepestDrawdowns({ dates, values }: DatedNumbers): Drawdown[] {
  const found: Drawdown[] = [];
  let peak = 0;
  let trough = 0;
  const close = (recovered: string | null): void => {
    const depth = (values[trough] ?? Number.NaN) / (values[peak] ?? Number.NaN) - 1;
    if (depth < 0) found.push({ peak: dates[peak] ?? '', trough: dates[trough] ?? '', recovered, depth });
  };
  values.forEach((level, position) => {
    if (level >= (values[peak] ?? Number.NaN)) {
      close(dates[position] ?? null);
      [peak, trough] = [position, position];
    } else if (level < (values[trough] ?? Number.NaN)) {
      trough = position;
    }
  });
  close(null);
  return found.sort((one, other) => one.depth - other.depth).slice(0, MAX_DRAWDOWNS);
}

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
