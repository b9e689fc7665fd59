import { DatedRiskMetrics } from '../../index-values';
import { StrategyRiskRowDto } from './risk-metrics.dto';

/**
 * A row as the web app reads it. It calls methods of five of the numbers without looking whether they are there, and of
 * beta and correlation unless they are absent: what is undefined is left out, and without one of the five the whole row.
 */
export function riskMetricsRow(metrics: DatedRiskMetrics): StrategyRiskRowDto | undefined {
  const { total_return, sharpe_ratio, sortino_ratio, max_drawdown, current_drawdown } = metrics;
  if (total_return === null || sharpe_ratio === null || sortino_ratio === null) return undefined;
  if (max_drawdown === null || current_drawdown === null) return undefined;
  return {
    date: metrics.date,
    ...{ total_return, sharpe_ratio, sortino_ratio, max_drawdown, current_drawdown },
    ...present('annualized_return', metrics.annualized_return),
    ...present('volatility', metrics.volatility),
    ...present('var_95', metrics.var_95),
    ...present('var_99', metrics.var_99),
    ...present('beta_sp500', metrics.beta),
    ...present('correlation_sp500', metrics.correlation),
  };
}

function present<Name extends string>(name: Name, value: number | null): Partial<Record<Name, number>> {
  const entry: Partial<Record<Name, number>> = {};
  if (value !== null) Object.assign(entry, { [name]: value });
  return entry;
}
