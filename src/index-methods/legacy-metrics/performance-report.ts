import { DatedValues } from './conventions';
import { PortfolioMetrics, portfolioMetrics } from './portfolio-metrics';
import { insertedRow, StoredRow, updatedRow } from './stored-row';
import { valuesSince } from './values-since';

const LOOKBACK_DAYS = 180;

/** Everything the existing system makes of one index, as if its last day were today. */
export interface PerformanceReport {
  /** The last index day; null for an index without values. */
  readonly frozen_today: string | null;
  /** Empty for fewer than two values. */
  readonly full: PortfolioMetrics | Record<string, never>;
  /** What a first run stores; null where it stores nothing: without two closes of the benchmark. */
  readonly stored_row_after_insert: StoredRow | null;
  readonly lookback_180_days: PortfolioMetrics | Record<string, never>;
  /** What is stored once a run with the look-back has followed on the same day. */
  readonly stored_row_after_update: StoredRow | null;
}

export function performanceReport(index: DatedValues, benchmark: DatedValues): PerformanceReport {
  const today = index.dates.at(-1);
  const full = portfolioMetrics(index, benchmark);
  const recent =
    today === undefined ? undefined : portfolioMetrics(valuesSince(index, today, LOOKBACK_DAYS), benchmark);
  const inserted = today !== undefined && isStored(full) ? insertedRow(today, full) : null;
  return {
    frozen_today: today ?? null,
    full: full ?? {},
    stored_row_after_insert: inserted,
    lookback_180_days: recent ?? {},
    stored_row_after_update: inserted !== null && isStored(recent) ? updatedRow(inserted, recent) : inserted,
  };
}

function isStored(metrics: PortfolioMetrics | undefined): metrics is PortfolioMetrics {
  return metrics !== undefined && metrics.beta !== null;
}
