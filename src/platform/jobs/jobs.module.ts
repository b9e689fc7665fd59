import { Module } from '@nestjs/common';
import { Boss } from './boss';
import { JobOutcomes } from './job-outcomes';
import { JobQueue } from './job-queue';
import { JobRecords } from './job-records';
import { JobWatchers } from './job-watchers';
import { JobWorker } from './job-worker';
import { Jobs } from './jobs';
import { JobsRepository } from './jobs.repository';

/** Work that is done later, by whichever process is there for it. */
@Module({
  providers: [Boss, Jobs, JobQueue, JobWorker, JobOutcomes, JobWatchers, JobRecords, JobsRepository],
  exports: [Jobs, JobQueue, JobRecords, JobWatchers],
})
export class JobsModule {}
