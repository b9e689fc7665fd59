import { Injectable } from '@nestjs/common';
import { RunRecord, RunRecordsService, RunStatus } from '../../runs';
import { Remembered } from '../remembered';
import { ActiveTasksDto, TaskState, TaskStatusDto } from './task.dto';

/** How old an answer may be: a page that polls without pause asks some hundred times a second. */
const FRESH_MS = 1_000;
/** More than are ever under way, and all that a page may have begun. */
const NEWEST = 50;
const WORKER = 'autoindex';

const STATES: Readonly<Record<RunStatus, TaskState>> = {
  running: 'STARTED',
  succeeded: 'SUCCESS',
  failed: 'FAILURE',
};

/** Runs in the words of the web app, which calls them tasks. The newest are told from memory. */
@Injectable()
export class TasksService {
  private readonly newest: Remembered<readonly RunRecord[]>;

  constructor(private readonly records: RunRecordsService) {
    this.newest = new Remembered(FRESH_MS, async () => (await records.list({}, NEWEST)).data);
  }

  /** @throws AppError `not-found` */
  async status(id: number): Promise<TaskStatusDto> {
    const known = (await this.newest.get()).find((run) => run.id === id);
    return statusOf(known ?? (await this.records.getById(id)));
  }

  async active(): Promise<ActiveTasksDto> {
    const running = (await this.newest.get()).filter(({ status }) => status === 'running');
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
