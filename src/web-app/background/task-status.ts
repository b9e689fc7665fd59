import { JobRecord, JobState } from '../../platform/jobs';
import { shortList } from '../../platform/utils/short-list';
import { RunRecord, RunStage, completenessOf, lackingOf, missingOf, neverFoundOf, neverFoundText } from '../../runs';
import { TaskStatusDto, TaskState } from './task.dto';

type Outcome = Pick<RunRecord, 'kind' | 'status' | 'counts' | 'outcomes'>;

/** The web app has no state between SUCCESS and FAILURE: message and result name the assets without new prices. */
export function outcomeOf(run: Outcome): Pick<TaskStatusDto, 'message' | 'result'> {
  const { kind, counts, outcomes } = run;
  if (kind !== 'refresh') return { result: counts };
  const completeness = completenessOf(run);
  const parts = messageParts(run);
  const prefix = completeness === 'partial' ? 'Stored in part: ' : '';
  return {
    ...(parts.length === 0 ? {} : { message: `${prefix}${parts.join('; ')}.` }),
    result: {
      ...counts,
      completeness,
      missing_assets: symbolsOf(missingOf(outcomes)),
      never_found_assets: symbolsOf(neverFoundOf(outcomes)),
      lacking_assets: symbolsOf(lackingOf(outcomes)),
    },
  };
}

/** The result names all assets, the message a few. */
function messageParts({ counts, outcomes }: Outcome): string[] {
  const missing = symbolsOf(missingOf(outcomes));
  const lacking = symbolsOf(lackingOf(outcomes));
  const neverFound = symbolsOf(neverFoundOf(outcomes));
  const { quarantined = 0 } = counts;
  const all = outcomes.length;
  return [
    ...(missing.length > 0 ? [`${missing.length} of ${all} assets could not be fetched: ${shortList(missing)}`] : []),
    ...(lacking.length > 0
      ? [`${lacking.length} of ${all} assets came without days that others have: ${shortList(lacking)}`]
      : []),
    ...(quarantined > 0
      ? [quarantined === 1 ? '1 suspicious price is held back' : `${quarantined} suspicious prices are held back`]
      : []),
    ...(neverFound.length > 0 ? [neverFoundText(neverFound, all)] : []),
  ];
}

function symbolsOf(found: readonly { readonly symbol: string }[]): string[] {
  return found.map(({ symbol }) => symbol);
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
