import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts';
import { AssetsModule } from '../assets';
import { IndexValuesModule } from '../index-values';
import { MarketDataModule } from '../market-data';
import { retentionPolicy } from '../platform/retention';
import { JobsModule } from '../platform/jobs';
import { PriceChangesModule, PriceHistoryModule } from '../prices';
import { RunsModule } from '../runs';
import { FetchService } from './fetch/fetch.service';
import { FirstStartService } from './first-start.service';
import { RunProgress } from './progress/run-progress';
import { RefreshAnswers } from './refresh-answers';
import { RefreshRunsController } from './refresh-runs.controller';
import { RehearsalsRepository } from './rehearsal/rehearsals.repository';
import { RehearsalsService } from './rehearsal/rehearsals.service';
import { RevertRepository } from './revert/revert.repository';
import { RevertService } from './revert/revert.service';
import { RefreshRunner } from './run/refresh-runner';
import { RefreshStorageService } from './run/refresh-storage.service';
import { RefreshService } from './run/refresh.service';
import { StageDurations } from './run/stage-durations';
import { RefreshJobs } from './schedule/refresh-jobs';

@Module({
  imports: [
    AccountsModule,
    AssetsModule,
    retentionPolicy({ name: 'rehearsals', table: 'rehearsals', condition: 'recorded_at < $1' }),
    IndexValuesModule,
    JobsModule,
    MarketDataModule,
    PriceChangesModule,
    PriceHistoryModule,
    RunsModule,
  ],
  controllers: [RefreshRunsController],
  providers: [
    FirstStartService,
    FetchService,
    RefreshStorageService,
    RefreshRunner,
    StageDurations,
    RefreshService,
    RefreshAnswers,
    RehearsalsRepository,
    RehearsalsService,
    RunProgress,
    RevertService,
    RevertRepository,
    RefreshJobs,
  ],
  exports: [FirstStartService, RefreshService, RevertService, RunProgress],
})
export class RefreshModule {}
