import { Global, Module } from '@nestjs/common';
import { DatabaseMetrics } from './database-metrics';
import { MetricsRegistry } from './metrics-registry';
import { MetricsServer } from './metrics-server';
import { MetricsController } from './metrics.controller';
import { OperationsSummary } from './operations-summary';
import { RateLimitMetrics } from './rate-limit-metrics';
import { RequestMetrics } from './request-metrics';

@Global()
@Module({
  controllers: [MetricsController],
  providers: [MetricsRegistry, MetricsServer, RequestMetrics, DatabaseMetrics, RateLimitMetrics, OperationsSummary],
  exports: [MetricsRegistry, OperationsSummary],
})
export class MetricsModule {}
