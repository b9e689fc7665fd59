export { AnnouncedRun, AnnouncedRunsService, NewRunJob } from './announced/announced-runs.service';
export { BackgroundRunsService } from './announced/background-runs.service';
export { keyTaken, ownKey } from './announced/own-key';
export { RunJobData, RunJobs } from './announced/run-jobs';
export { RunLease } from './announced/run-lease';
export {
  DataVersion,
  NewRun,
  Requester,
  RUN_KINDS,
  RunCounts,
  RunKind,
  RunOutcome,
  RunRecord,
  RunStage,
  RunStatus,
} from './run';
export { RunEndedError } from './run-ended.error';
export { RunPage, RunRecordsService } from './run-records.service';
export { RunsModule } from './runs.module';
export { RunsService } from './runs.service';
