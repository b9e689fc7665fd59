/** A table of an index's series: its key after `index_id`, its values, and where superseded rows go. */
export interface SeriesTable {
  readonly name: string;
  readonly revisions: string;
  readonly key: readonly string[];
  readonly values: readonly string[];
}

/** Columns of `risk_metrics`, in the order in which they are stored. */
export const RISK_METRIC_COLUMNS = [
  'total_return',
  'annualized_return',
  'volatility',
  'sharpe_ratio',
  'sortino_ratio',
  'max_drawdown',
  'current_drawdown',
  'calmar_ratio',
  'var_95',
  'var_99',
  'beta',
  'correlation',
  'tracking_error',
  'information_ratio',
] as const;

export const INDEX_VALUES: SeriesTable = {
  name: 'index_values',
  revisions: 'index_value_revisions',
  key: ['date'],
  values: ['value'],
};

export const ALLOCATIONS: SeriesTable = {
  name: 'allocations',
  revisions: 'allocation_revisions',
  key: ['date', 'asset_id'],
  values: ['weight'],
};

export const RISK_METRICS: SeriesTable = {
  name: 'risk_metrics',
  revisions: 'risk_metric_revisions',
  key: ['date'],
  values: RISK_METRIC_COLUMNS,
};
