import { Module } from '@nestjs/common';
import { AlertRecordsModule } from '../platform/alerting';
import { JobsModule } from '../platform/jobs';
import { AnnouncedRunsRepository } from './announced/announced-runs.repository';
import { AnnouncedRunsService } from './announced/announced-runs.service';
import { BackgroundRunsService } from './announced/background-runs.service';
import { RunJobs } from './announced/run-jobs';
import { RunLease } from './announced/run-lease';
import { DataVersionController } from './data-version.controller';
import { RunRecordsRepository } from './run-records.repository';
import { RunRecordsService } from './run-records.service';
import { RunsRepository } from './runs.repository';
import { RunsService } from './runs.service';

@Module({
  imports: [AlertRecordsModule, JobsModule],
  controllers: [DataVersionController],
  providers: [
    RunsService,
    RunsRepository,
    RunRecordsService,
    RunRecordsRepository,
    AnnouncedRunsService,
    AnnouncedRunsRepository,
    RunLease,
    BackgroundRunsService,
    RunJobs,
  ],
  exports: [RunsService, RunRecordsService, AnnouncedRunsService, RunLease, BackgroundRunsService, RunJobs],
})
export class RunsModule {}
