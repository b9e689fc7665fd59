export { MetricsModule } from './metrics.module';
export { MetricsRegistry } from './metrics-registry';
export { OperationsSummary } from './operations-summary';
export type { WindowSummary } from './operations-summary';
