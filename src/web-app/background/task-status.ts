import { JobRecord, JobState } from '../../platform/jobs';
import { RunRecord, RunStage, completenessOf, lackingOf, missingOf } from '../../runs';
import { TaskStatusDto, TaskState } from './task.dto';

/** Symbols that a message names; the result names all. */
const MAX_NAMED = 10;

type Outcome = Pick<RunRecord, 'kind' | 'status' | 'counts' | 'outcomes'>;

/** The web app has no state between SUCCESS and FAILURE: message and result name what a partial refresh lacks. */
export function outcomeOf({ kind, status, counts, outcomes }: Outcome): Pick<TaskStatusDto, 'message' | 'result'> {
  if (kind !== 'refresh') return { result: counts };
  const completeness = completenessOf({ status, counts, outcomes });
  const missing = missingOf(outcomes).map(({ symbol }) => symbol);
  const { quarantined = 0 } = counts;
  const lacking = lackingOf(outcomes).map(({ symbol }) => symbol);
  const message = completeness === 'partial' ? { message: partialMessage(missing, lacking, quarantined) } : {};
  return { ...message, result: { ...counts, completeness, missing_assets: missing, lacking_assets: lacking } };
}

function partialMessage(missing: readonly string[], lacking: readonly string[], quarantined: number): string {
  const parts = [
    ...(missing.length > 0 ? [`${named(missing)} could not be fetched`] : []),
    ...(lacking.length > 0
      ? [`${named(lacking)} ${lacking.length === 1 ? 'lacks' : 'lack'} days that others have`]
      : []),
    ...(quarantined > 0
      ? [quarantined === 1 ? '1 suspicious price is held back' : `${quarantined} suspicious prices are held back`]
      : []),
  ];
  return `Stored in part: ${parts.join('; ')}.`;
}

function named(symbols: readonly string[]): string {
  const more = symbols.length > MAX_NAMED ? `, and ${symbols.length - MAX_NAMED} more` : '';
  return `${symbols.slice(0, MAX_NAMED).join(', ')}${more}`;
}

const STATES: Readonly<Record<JobState, TaskState>> = {
  created: 'PENDING',
  retry: 'RETRY',
  active: 'STARTED',
  completed: 'SUCCESS',
  failed: 'FAILURE',
  cancelled: 'REVOKED',
};

/** Stages of a run that fetches no assets. */
const STEPS: readonly (RunStage | null)[] = ['queued', 'waiting', 'indices', 'done'];

/** A run as a task of the web app. */
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

/** A job that is not a run, as a task of the web app. */
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
