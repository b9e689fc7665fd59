import { ApiProperty } from '@nestjs/swagger';
import { QueryBoolean, QueryEnum, Unprocessable } from '../../platform/http';
import { RunRecord } from '../../runs';
import { FIRST_DAY, REFRESH_MODES, RefreshMode } from './buttons.service';
import { outcomeOf } from './task-status';

@Unprocessable()
export class SmartRefreshQuery {
  @QueryEnum(REFRESH_MODES, {
    default: 'auto',
    description:
      'auto, minimal: the days since the last stored prices; full: from 2018-01-01; cached: recompute from stored prices only',
  })
  mode: RefreshMode = 'auto';

  @QueryBoolean({ default: false, description: 'No effect: unchanged rows are never written again' })
  force: boolean = false;
}

const MANUAL_STATES = ['REFRESH_STARTED', 'REFRESH_COMPLETED', 'REFRESH_FAILED'] as const;

export class ManualRefreshDto {
  @ApiProperty({ enum: MANUAL_STATES, description: 'REFRESH_STARTED: it goes on in the background' })
  status: (typeof MANUAL_STATES)[number];
  @ApiProperty({ example: 'Fetched the days since the last stored prices: 14 new and 0 changed prices (task 12).' })
  message: string;
  @ApiProperty({ enum: REFRESH_MODES })
  mode: RefreshMode;
  @ApiProperty({ type: [String] })
  features: string[];
  @ApiProperty()
  note: string;
  @ApiProperty({ example: '12' })
  task_id: string;
}

export class TaskRefreshDto {
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
  @ApiProperty({ example: '12' })
  task_id: string;
}

const STATES = { running: 'REFRESH_STARTED', succeeded: 'REFRESH_COMPLETED', failed: 'REFRESH_FAILED' } as const;

/** @param joined whether the run was under way before it was asked for */
export function toManualRefreshDto(mode: RefreshMode, run: RunRecord, joined: boolean): ManualRefreshDto {
  return {
    status: STATES[run.status],
    message: joined ? `${textOf(run)} It was under way already.${missingFrom(mode, run)}` : textOf(run),
    mode,
    features:
      mode === 'cached'
        ? ['Fetches no prices', 'Applies the stored strategy']
        : ['Stores all or nothing', 'Retries and limits calls to the provider', 'Deletes nothing'],
    note: `Follow it at /api/v1/background/status/${run.id}`,
    task_id: String(run.id),
  };
}

function textOf(run: RunRecord): string {
  const { id, kind, status, counts, parameters, errorDetail } = run;
  const task = `(task ${id}).`;
  if (status === 'failed') return `Failed (task ${id}): ${errorDetail ?? 'unknown reason'}`;
  const { indexValues = 0 } = counts;
  if (kind === 'recompute') {
    if (status === 'running') return `The index is being computed from stored prices; no prices are fetched ${task}`;
    return `Computed the index from stored prices, ${indexValues} values changed; no prices were fetched ${task}`;
  }
  const days =
    parameters['from'] === undefined ? 'the days since the last stored prices' : `all days since ${FIRST_DAY}`;
  if (status === 'running') return `Fetching ${days}; it goes on in the background ${task}`;
  const { new: added = 0, changed = 0 } = counts;
  const stored = added + changed === 0 ? 'nothing has changed' : `${added} new and ${changed} changed prices`;
  const { message } = outcomeOf(run);
  return `Fetched ${days}: ${stored} ${task}${message === undefined ? '' : ` ${message}`}`;
}

function missingFrom(mode: RefreshMode, { parameters }: RunRecord): string {
  if (mode !== 'full' || parameters['from'] !== undefined) return '';
  return ` Request a full refresh again for all days since ${FIRST_DAY}.`;
}
