import { Module } from '@nestjs/common';
import { AlertRecordsModule } from '../alerting/records/alert-records.module';
import { Boss } from './boss';
import { JobOutcomes } from './job-outcomes';
import { JobQueue } from './job-queue';
import { JobRecords } from './job-records';
import { JobWorker } from './job-worker';
import { Jobs } from './jobs';
import { JobsRepository } from './jobs.repository';

/** Work that is done later, by whichever process is there for it. */
@Module({
  imports: [AlertRecordsModule],
  providers: [Boss, Jobs, JobQueue, JobWorker, JobOutcomes, JobRecords, JobsRepository],
  exports: [Jobs, JobQueue, JobRecords],
})
export class JobsModule {}
