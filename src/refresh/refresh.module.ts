import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts';
import { AssetsModule } from '../assets';
import { IndexValuesModule } from '../index-values';
import { MarketDataModule } from '../market-data';
import { JobsModule } from '../platform/jobs';
import { retentionPolicy } from '../platform/retention';
import { PriceReadersModule, PricesModule } from '../prices';
import { RunsModule } from '../runs';
import { DemoGrowthService } from './demo-growth.service';
import { DemoMarketService } from './demo-market.service';
import { DryRunsRepository } from './dry-runs.repository';
import { DryRunsService } from './dry-runs.service';
import { FetchService } from './fetch.service';
import { RefreshProgress } from './refresh-progress';
import { RefreshQueue } from './refresh-queue';
import { RefreshRunsController } from './refresh-runs.controller';
import { RefreshService } from './refresh.service';
import { RevertController } from './revert.controller';
import { RevertRepository } from './revert.repository';
import { RevertService } from './revert.service';
import { SeedService } from './seed.service';

@Module({
  imports: [
    AccountsModule,
    AssetsModule,
    retentionPolicy({ name: 'dry runs', table: 'rehearsals', condition: 'recorded_at < $1' }),
    IndexValuesModule,
    JobsModule,
    MarketDataModule,
    PricesModule,
    PriceReadersModule,
    RunsModule,
  ],
  controllers: [RefreshRunsController, RevertController],
  providers: [
    SeedService,
    DemoMarketService,
    DemoGrowthService,
    RefreshQueue,
    RefreshService,
    RefreshProgress,
    FetchService,
    DryRunsService,
    DryRunsRepository,
    RevertService,
    RevertRepository,
  ],
  exports: [SeedService, RefreshQueue, DryRunsService, RevertService],
})
export class RefreshModule {}
