import { JobRecord, JobState } from '../../platform/jobs';
import { RunRecord, RunStage } from '../../runs';
import { outcomeOf } from './run-outcome';
import { TaskState, TaskStatusDto } from './task.dto';

const STATES: Readonly<Record<JobState, TaskState>> = {
  created: 'PENDING',
  retry: 'RETRY',
  active: 'STARTED',
  completed: 'SUCCESS',
  failed: 'FAILURE',
  cancelled: 'REVOKED',
};

/** What a computation without assets to be fetched goes through. */
const STEPS: readonly (RunStage | null)[] = ['queued', 'waiting', 'indices', 'done'];

/** A run in the words of the web app. */
export function statusOfRun(run: RunRecord): TaskStatusDto {
  const { id, status, stage, counts, errorDetail } = run;
  const running = stage === 'queued' ? 'PENDING' : 'STARTED';
  const state = { running, succeeded: 'SUCCESS', failed: 'FAILURE' }[status] as TaskState;
  return {
    ...task(String(id), state),
    ...progressOfRun({ stage, counts }),
    ...(status === 'succeeded' ? outcomeOf(run) : {}),
    ...(errorDetail === null ? {} : { error: errorDetail }),
  };
}

/** A job that is no run, in the words of the web app. */
export function statusOfJob({ id, state, output }: JobRecord): TaskStatusDto {
  const { current, total, message, ...result } = output ?? {};
  return {
    ...task(id, STATES[state]),
    ...(typeof current === 'number' && typeof total === 'number' ? { current, total } : {}),
    ...(state === 'completed' ? { result } : {}),
    ...(typeof message === 'string' ? { error: message } : {}),
  };
}

function task(id: string, state: TaskState): TaskStatusDto {
  const ready = state === 'SUCCESS' || state === 'FAILURE' || state === 'REVOKED';
  return { task_id: id, status: state, state, ready, successful: state === 'SUCCESS' };
}

function progressOfRun({ stage, counts }: Pick<RunRecord, 'stage' | 'counts'>): { current?: number; total?: number } {
  const { fetched, assets } = counts;
  if (fetched !== undefined && assets !== undefined) return { current: fetched, total: assets };
  const current = STEPS.indexOf(stage);
  return current < 0 ? {} : { current, total: STEPS.length - 1 };
}
