import { Module } from '@nestjs/common';
import { PgBossClient } from './pg-boss-client';
import { JobOutcomes, JobWatchers } from './job-outcomes';
import { JobQueue } from './job-queue';
import { JobRecords } from './job-records';
import { JobWorker } from './job-worker';
import { Jobs } from './jobs';
import { JobsRepository } from './jobs.repository';

/** Background jobs in PostgreSQL. */
@Module({
  providers: [PgBossClient, Jobs, JobQueue, JobWorker, JobOutcomes, JobWatchers, JobRecords, JobsRepository],
  exports: [Jobs, JobQueue, JobRecords, JobWatchers],
})
export class JobsModule {}
