import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts';
import { MarketDataModule } from '../market-data';
import { JobsModule } from '../platform/jobs';
import { JobsController } from './jobs.controller';
import { OpsMetrics } from './ops-metrics';
import { OpsController } from './ops.controller';
import { OpsRepository } from './ops.repository';
import { Staleness } from './staleness';
import { UpstreamAlerts, UpstreamMetrics, Upstreams } from './upstreams';

/** What operators read. */
@Module({
  imports: [AccountsModule, JobsModule, MarketDataModule],
  controllers: [OpsController, JobsController],
  providers: [OpsMetrics, OpsRepository, Staleness, Upstreams, UpstreamMetrics, UpstreamAlerts],
})
export class OpsModule {}
