export { Jobs, ScheduledJob } from './jobs';
export { JobsModule } from './jobs.module';
