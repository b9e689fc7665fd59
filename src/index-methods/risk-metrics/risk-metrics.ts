/** Sessions a year: returns and variances of one session are scaled by it to a year. */
export const SESSIONS_A_YEAR = 252;
const DAYS_A_YEAR = 365;

/** Standard deviations of daily returns below this are rounding noise of a constant return, and count as none. */
const NO_DEVIATION = 1e-12;

/**
 * One convention for every risk number: simple daily returns, sample standard deviation (n - 1), 252 sessions a year,
 * fractions throughout (0.05 is five per cent), the benchmark joined by date, and null for what is undefined.
 * docs/index-methods.md gives the formulas and their sources.
 */
export interface RiskMetrics {
  readonly total_return: number | null;
  /** By calendar days: `growth ^ (365 / days) - 1`. */
  readonly annualized_return: number | null;
  readonly volatility: number | null;
  readonly sharpe_ratio: number | null;
  readonly sortino_ratio: number | null;
  /** At most 0. */
  readonly max_drawdown: number | null;
  /** At most 0. */
  readonly current_drawdown: number | null;
  readonly calmar_ratio: number | null;
  /** The 5 % quantile of the daily returns; a loss is negative. */
  readonly var_95: number | null;
  /** The 1 % quantile of the daily returns; a loss is negative. */
  readonly var_99: number | null;
  readonly beta: number | null;
  readonly correlation: number | null;
  readonly tracking_error: number | null;
  readonly information_ratio: number | null;
}

/** Mean and sample deviation of daily returns; the deviation means nothing for fewer than two. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
}

/** What the metrics of the index alone need. All of daily returns, nothing scaled to a year. */
export interface ReturnStatistics {
  /** Last level over first. */
  readonly growth: number;
  readonly calendarDays: number;
  readonly returns: Moments;
  /** Root of the mean over all days of the squared shortfall below the risk-free rate. */
  readonly downsideDeviation: number;
  readonly maxDrawdown: number;
  readonly currentDrawdown: number;
  readonly quantile05: number;
  readonly quantile01: number;
}

/** What the metrics against a benchmark need, of the returns between common dates. */
export interface RelativeStatistics {
  readonly index: Moments;
  readonly benchmark: Moments;
  /** Sample covariance of the two. */
  readonly covariance: number;
  /** Index return minus benchmark return. */
  readonly active: Moments;
}

/** @param riskFreeRate a year, a fraction; a day has 1/252 of it */
export function metricsOf(
  own: ReturnStatistics,
  relative: RelativeStatistics | undefined,
  riskFreeRate: number,
): RiskMetrics {
  const { returns } = own;
  const annualized = own.calendarDays > 0 ? own.growth ** (DAYS_A_YEAR / own.calendarDays) - 1 : Number.NaN;
  const excess = returns.mean - riskFreeRate / SESSIONS_A_YEAR;
  const enough = returns.count >= 2;
  const against = relativeMetricsOf(relative);
  return {
    total_return: finite(own.growth - 1),
    annualized_return: finite(annualized),
    volatility: enough ? finite(returns.deviation * Math.sqrt(SESSIONS_A_YEAR)) : null,
    sharpe_ratio: enough ? annualRatio(excess, returns.deviation) : null,
    sortino_ratio: enough ? annualRatio(excess, own.downsideDeviation) : null,
    max_drawdown: finite(own.maxDrawdown),
    current_drawdown: finite(own.currentDrawdown),
    calmar_ratio: own.maxDrawdown < 0 ? finite(annualized / -own.maxDrawdown) : null,
    var_95: enough ? finite(own.quantile05) : null,
    var_99: enough ? finite(own.quantile01) : null,
    beta: against.beta,
    correlation: against.correlation,
    tracking_error: against.tracking_error,
    information_ratio: against.information_ratio,
  };
}

type RelativeMetrics = Pick<RiskMetrics, 'beta' | 'correlation' | 'tracking_error' | 'information_ratio'>;

function relativeMetricsOf(relative: RelativeStatistics | undefined): RelativeMetrics {
  if (relative === undefined || relative.active.count < 2) {
    return { beta: null, correlation: null, tracking_error: null, information_ratio: null };
  }
  const { index, benchmark, covariance, active } = relative;
  return {
    beta: quotient(quotient(covariance, benchmark.deviation), benchmark.deviation),
    correlation: withinOne(quotient(quotient(covariance, index.deviation), benchmark.deviation)),
    tracking_error: finite(active.deviation * Math.sqrt(SESSIONS_A_YEAR)),
    information_ratio: annualRatio(active.mean, active.deviation),
  };
}

/** A daily mean over a daily deviation, both of a year: 252 over its root. */
function annualRatio(mean: number, deviation: number): number | null {
  const daily = quotient(mean, deviation);
  return daily === null ? null : finite(daily * Math.sqrt(SESSIONS_A_YEAR));
}

function quotient(numerator: number | null, deviation: number): number | null {
  return numerator !== null && deviation > NO_DEVIATION ? finite(numerator / deviation) : null;
}

/** Rounding may lift a perfect correlation above 1 by a few units of the last place. */
function withinOne(correlation: number | null): number | null {
  return correlation === null ? null : Math.min(1, Math.max(-1, correlation));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
