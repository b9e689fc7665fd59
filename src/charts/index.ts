export { type Bar, renderBarChart } from './bar-chart';
export type { ChartSeries, IndexChart } from './chart-data';
export { CHART_BOUNDS, type ChartSize, DEFAULT_CHART_SIZE } from './chart-style';
export { renderIndexChart } from './index-chart';
