import { Injectable } from '@nestjs/common';
import { RunRecord, RunRecordsService, RunStatus } from '../../runs';
import { Remembered } from '../remembered';
import { ActiveTasksDto, TaskState, TaskStatusDto } from './task.dto';

/** How old the list may be: it is asked for some hundred times a second by a page that polls without pause. */
const FRESH_MS = 1_000;
const NEWEST = 50;
const WORKER = 'autoindex';

const STATES: Readonly<Record<RunStatus, TaskState>> = {
  running: 'STARTED',
  succeeded: 'SUCCESS',
  failed: 'FAILURE',
};

/** Runs in the words of the web app, which calls them tasks. */
@Injectable()
export class TasksService {
  private readonly underWay: Remembered<ActiveTasksDto>;

  constructor(private readonly records: RunRecordsService) {
    this.underWay = new Remembered(FRESH_MS, () => this.findActive());
  }

  /** @throws AppError `not-found` */
  async status(id: number): Promise<TaskStatusDto> {
    return statusOf(await this.records.getById(id));
  }

  active(): Promise<ActiveTasksDto> {
    return this.underWay.get();
  }

  private async findActive(): Promise<ActiveTasksDto> {
    const { data } = await this.records.list({}, NEWEST);
    const running = data.filter(({ status }) => status === 'running');
    const tasks = running.map(({ id, kind }) => ({ id: String(id), name: kind, args: [] }));
    return {
      active: { [WORKER]: tasks },
      scheduled: { [WORKER]: [] },
      reserved: { [WORKER]: [] },
      stats: { total_active: tasks.length, total_scheduled: 0, total_reserved: 0 },
    };
  }
}

function statusOf({ id, status, counts, errorDetail }: RunRecord): TaskStatusDto {
  const state = STATES[status];
  const { fetched: current, assets: total } = counts;
  return {
    task_id: String(id),
    status: state,
    state,
    ready: status !== 'running',
    successful: status === 'succeeded',
    ...(current === undefined ? {} : { current }),
    ...(total === undefined ? {} : { total }),
    ...(status === 'succeeded' ? { result: counts } : {}),
    ...(errorDetail === null ? {} : { error: errorDetail }),
  };
}
