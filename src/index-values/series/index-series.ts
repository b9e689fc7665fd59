import { Series, SeriesColumn } from '../../platform/time-series';

const owners = { noun: 'index', table: 'indices', label: 'slug' };
const shared = { owners, ownerId: 'index_id' };

export const INDEX_VALUE_SERIES: Series = {
  ...shared,
  name: 'index-values',
  rows: 'index_values',
  revisions: 'index_value_revisions',
  columns: [{ name: 'value', column: 'value', kind: 'number' }],
};

/** By day, and within a day by symbol. */
export const ALLOCATION_SERIES: Series = {
  ...shared,
  name: 'allocations',
  rows: withSymbols('allocations', ''),
  revisions: withSymbols('allocation_revisions', 'stored.superseded_by,'),
  member: { name: 'symbol', column: 'symbol', kind: 'plain' },
  columns: [{ name: 'weight', column: 'weight', kind: 'number' }],
};

const metric = (name: string, column: string): SeriesColumn => ({ name, column, kind: 'optional-number' });

export const RISK_METRIC_SERIES: Series = {
  ...shared,
  name: 'risk-metrics',
  rows: 'risk_metrics',
  revisions: 'risk_metric_revisions',
  columns: [
    metric('totalReturn', 'total_return'),
    metric('annualizedReturn', 'annualized_return'),
    metric('volatility', 'volatility'),
    metric('sharpeRatio', 'sharpe_ratio'),
    metric('sortinoRatio', 'sortino_ratio'),
    metric('maxDrawdown', 'max_drawdown'),
    metric('currentDrawdown', 'current_drawdown'),
    metric('calmarRatio', 'calmar_ratio'),
    metric('var95', 'var_95'),
    metric('var99', 'var_99'),
    metric('beta', 'beta'),
    metric('correlation', 'correlation'),
    metric('trackingError', 'tracking_error'),
    metric('informationRatio', 'information_ratio'),
  ],
};

function withSymbols(table: string, more: string): string {
  return `(
    select stored.index_id, stored.date, stored.weight, stored.run_id, ${more} assets.symbol collate "C" as symbol
    from ${table} as stored join assets on assets.id = stored.asset_id)`;
}
