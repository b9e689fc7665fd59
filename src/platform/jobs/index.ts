export {
  FinalJobError,
  Job,
  JobData,
  JobError,
  JobSchedule,
  JobWork,
  JOB_STATES,
  JobCounts,
  JobRecord,
  JobState,
} from './job';
export { JobQueue } from './job-queue';
export { JobRecords } from './job-records';
export { JobWatcher, JobWatchers } from './job-outcomes';
export { Jobs } from './jobs';
export { JobsModule } from './jobs.module';
