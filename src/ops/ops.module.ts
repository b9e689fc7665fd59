import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts';
import { MarketDataModule } from '../market-data';
import { JobsModule } from '../platform/jobs';
import { AlertsController } from './alerts.controller';
import { HealthMetrics } from './health-metrics';
import { JobMetrics } from './jobs/job-metrics';
import { JobsController } from './jobs/jobs.controller';
import { ProvidersController } from './providers.controller';
import { RateLimitsController } from './rate-limits.controller';
import { RefreshMetrics } from './refreshes/refresh-metrics';
import { RefreshStateRepository } from './refreshes/refresh-state.repository';
import { Staleness } from './staleness/staleness';
import { StalenessRepository } from './staleness/staleness.repository';
import { SummaryController } from './summary.controller';
import { UpstreamAlerts } from './upstreams/upstream-alerts';
import { UpstreamMetrics } from './upstreams/upstream-metrics';
import { Upstreams } from './upstreams/upstreams';

/** What those who run the service look at. */
@Module({
  imports: [AccountsModule, JobsModule, MarketDataModule],
  controllers: [RateLimitsController, SummaryController, AlertsController, ProvidersController, JobsController],
  providers: [
    HealthMetrics,
    JobMetrics,
    RefreshMetrics,
    RefreshStateRepository,
    Upstreams,
    UpstreamMetrics,
    UpstreamAlerts,
    Staleness,
    StalenessRepository,
  ],
})
export class OpsModule {}
