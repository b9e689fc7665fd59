import { PortfolioMetrics, portfolioMetrics } from './portfolio-metrics';
import { DatedValues, valuesSince } from './series';

/** A row of the existing system's risk metrics. What it never fills is null. */
export interface StoredRow {
  readonly date: string;
  readonly total_return: number;
  readonly annualized_return: number;
  readonly daily_return: null;
  readonly volatility: number;
  readonly sharpe_ratio: number;
  readonly sortino_ratio: number;
  /** Fractions in a row just inserted, percents in a row updated. */
  readonly max_drawdown: number;
  readonly current_drawdown: number;
  readonly ai_risk_score: null;
  readonly ai_risk_adjusted_roi: null;
  readonly ai_market_regime: null;
  readonly var_95: null;
  readonly var_99: null;
  readonly beta_sp500: number | null;
  readonly correlation_sp500: number | null;
  readonly tracking_error: null;
  readonly information_ratio: number | null;
}

/** The first row of the day `today`: drawdowns become fractions, the information ratio is left out. */
export function insertedRow(today: string, metrics: PortfolioMetrics): StoredRow {
  return {
    date: today,
    total_return: metrics.total_return,
    annualized_return: metrics.annualized_return,
    daily_return: null,
    volatility: metrics.volatility,
    sharpe_ratio: metrics.sharpe_ratio,
    sortino_ratio: metrics.sortino_ratio,
    max_drawdown: metrics.max_drawdown / 100,
    current_drawdown: metrics.current_drawdown / 100,
    ai_risk_score: null,
    ai_risk_adjusted_roi: null,
    ai_market_regime: null,
    var_95: null,
    var_99: null,
    beta_sp500: metrics.beta,
    correlation_sp500: metrics.correlation_sp500,
    tracking_error: null,
    information_ratio: null,
  };
}

/** A later run on the same day overwrites every key that is also a column: percents for the drawdowns, beta stays. */
export function updatedRow(row: StoredRow, metrics: PortfolioMetrics): StoredRow {
  return {
    ...row,
    total_return: metrics.total_return,
    annualized_return: metrics.annualized_return,
    volatility: metrics.volatility,
    sharpe_ratio: metrics.sharpe_ratio,
    sortino_ratio: metrics.sortino_ratio,
    max_drawdown: metrics.max_drawdown,
    current_drawdown: metrics.current_drawdown,
    correlation_sp500: metrics.correlation_sp500,
    information_ratio: metrics.information_ratio,
  };
}

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
