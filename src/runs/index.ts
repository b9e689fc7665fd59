export {
  Completeness,
  completenessOf,
  deactivatedOf,
  lackingOf,
  missingOf,
  neverFoundOf,
  neverFoundText,
  DataVersion,
  NewRun,
  Requester,
  RUN_KINDS,
  RunCounts,
  RunEndedError,
  RunFailedError,
  RunKind,
  RunOutcome,
  RunRecord,
  RunStage,
  RunStatus,
} from './run';
export { RunDetailDto, RunParameter, toRunDetailDto, toRunDto } from './run.dto';
export { RunEvents } from './run-events';
export { RunHeartbeat } from './run-heartbeat';
export { RunJobData, RunWorker } from './run-worker';
export { runRoutes } from './runs.controller';
export { RunsModule } from './runs.module';
export { CreatedRun, CreateOptions, keyOfRequester, keyTaken, NewRunJob, RunsService } from './runs.service';
