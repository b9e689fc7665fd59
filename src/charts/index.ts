export { type Bar, renderBarChart } from './bar-chart';
export type { ChartSeries, IndexChart } from './chart-data';
export { CHART_BOUNDS, CHART_THEMES, type ChartSize, type ChartTheme, DEFAULT_CHART_SIZE } from './chart-style';
export { drawPng, drawSvg } from './chart-thread';
export {
  formatChange,
  formatDay,
  formatLevel,
  formatMonth,
  formatNumber,
  formatPercent,
  formatPeriod,
  formatPoints,
} from './formats';
