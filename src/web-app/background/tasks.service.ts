import { Injectable } from '@nestjs/common';
import { ALERT_QUEUE } from '../../platform/alerting';
import { JobRecord, JobRecords } from '../../platform/jobs';
import { RunRecord, RunsService } from '../../runs';
import { memoize } from '../../platform/utils/memoize';
import { statusOfJob, statusOfRun } from './task-status';
import { ActiveTaskDto, ActiveTasksDto, TaskStatusDto } from './task.dto';

/** A page polls without delay, some hundred times a second. */
const TTL_MS = 1_000;
/** More than ever run at once, and enough for every task that a page has started. */
const MAX_TASKS = 50;
const WORKER = 'autoindex';
const RUN_ID = /^\d+$/;

/** Runs and other jobs, which the web app calls tasks. The newest are memoized. */
@Injectable()
export class TasksService {
  private readonly newest: () => Promise<readonly RunRecord[]>;
  /** Unfinished jobs that people have requested and that are not runs. */
  private readonly others: () => Promise<readonly JobRecord[]>;

  constructor(
    private readonly records: RunsService,
    private readonly jobs: JobRecords,
  ) {
    this.newest = memoize(TTL_MS, async () => (await records.list({}, MAX_TASKS)).data);
    this.others = memoize(TTL_MS, async () =>
      (await jobs.list(['created', 'retry', 'active'], MAX_TASKS)).filter(
        ({ queue, data }) => queue !== ALERT_QUEUE && data['runId'] === undefined,
      ),
    );
  }

  /** @throws AppError `not-found` */
  async status(id: string): Promise<TaskStatusDto> {
    if (!RUN_ID.test(id)) return statusOfJob(await this.jobs.getById(id));
    const known = (await this.newest()).find((run) => run.id === Number(id));
    return statusOfRun(known ?? (await this.records.getById(Number(id))));
  }

  async active(): Promise<ActiveTasksDto> {
    const [runs, jobs] = await Promise.all([this.newest(), this.others()]);
    return tasksOf(
      runs.filter(({ status }) => status === 'running'),
      jobs,
    );
  }
}

/** @param jobs without those of runs */
function tasksOf(runs: readonly RunRecord[], jobs: readonly JobRecord[]): ActiveTasksDto {
  const runsThat = (queued: boolean): RunRecord[] => runs.filter(({ stage }) => (stage === 'queued') === queued);
  const jobsIn = (state: string): ActiveTaskDto[] => jobs.filter((job) => job.state === state).map(taskOfJob);
  const active = [...runsThat(false).map(taskOfRun), ...jobsIn('active')];
  const scheduled = jobsIn('retry');
  const reserved = [...runsThat(true).map(taskOfRun), ...jobsIn('created')];
  return {
    active: { [WORKER]: active },
    scheduled: { [WORKER]: scheduled },
    reserved: { [WORKER]: reserved },
    stats: { total_active: active.length, total_scheduled: scheduled.length, total_reserved: reserved.length },
  };
}

function taskOfRun({ id, kind }: RunRecord): ActiveTaskDto {
  return { id: String(id), name: kind, args: [] };
}

function taskOfJob({ id, queue }: JobRecord): ActiveTaskDto {
  return { id, name: queue, args: [] };
}
