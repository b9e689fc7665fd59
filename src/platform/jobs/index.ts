export { FinalJobError, Job, JobData, JobError, JobSchedule, JobWork } from './job';
export { JobQueue } from './job-queue';
export { JOB_STATES, JobCounts, JobRecord, JobState } from './job-record';
export { JobRecords } from './job-records';
export { JobWatcher, JobWatchers } from './job-watchers';
export { Jobs } from './jobs';
export { JobsModule } from './jobs.module';
