import { Module } from '@nestjs/common';
import { AlertRecordsModule } from '../platform/alerting';
import { JobsModule } from '../platform/jobs';
import { DataVersionController } from './data-version.controller';
import { RunEvents } from './run-events';
import { RunHeartbeat } from './run-heartbeat';
import { RunWorker } from './run-worker';
import { RunsController } from './runs.controller';
import { RunsRepository } from './runs.repository';
import { RunsService } from './runs.service';

@Module({
  imports: [AlertRecordsModule, JobsModule],
  controllers: [DataVersionController, RunsController],
  providers: [RunsService, RunsRepository, RunHeartbeat, RunWorker, RunEvents],
  exports: [RunsService, RunHeartbeat, RunWorker, RunEvents],
})
export class RunsModule {}
