import { Global, Module } from '@nestjs/common';
import { DatabaseMetrics } from './database-metrics';
import { MetricsController, MetricsServer } from './metrics-endpoints';
import { MetricsRegistry } from './metrics-registry';
import { OperationsSummary } from './operations-summary';
import { RateLimitMetrics, RequestMetrics } from './request-metrics';

@Global()
@Module({
  controllers: [MetricsController],
  providers: [MetricsRegistry, MetricsServer, RequestMetrics, DatabaseMetrics, RateLimitMetrics, OperationsSummary],
  exports: [MetricsRegistry, OperationsSummary],
})
export class MetricsModule {}
