import { Injectable } from '@nestjs/common';
import { ALERT_QUEUE } from '../../platform/alerting';
import { JobRecord, JobRecords } from '../../platform/jobs';
import { RunRecord, RunsService } from '../../runs';
import { Memoized } from '../memoized';
import { statusOfJob, statusOfRun } from './task-status';
import { ActiveTaskDto, ActiveTasksDto, TaskStatusDto } from './task.dto';

/** How old an answer may be: a page that polls without pause asks some hundred times a second. */
const FRESH_MS = 1_000;
/** More than are ever under way, and all that a page may have begun. */
const NEWEST = 50;
const WORKER = 'autoindex';
const RUN_ID = /^\d+$/;

/** Runs and other jobs in the words of the web app, which calls them tasks. The newest are told from memory. */
@Injectable()
export class TasksService {
  private readonly newest: Memoized<readonly RunRecord[]>;
  /** Jobs under way whose work is no run, and that people asked for. */
  private readonly others: Memoized<readonly JobRecord[]>;

  constructor(
    private readonly records: RunsService,
    private readonly jobs: JobRecords,
  ) {
    this.newest = new Memoized(FRESH_MS, async () => (await records.list({}, NEWEST)).data);
    this.others = new Memoized(FRESH_MS, async () =>
      (await jobs.list(['created', 'retry', 'active'], NEWEST)).filter(
        ({ queue, data }) => queue !== ALERT_QUEUE && data['runId'] === undefined,
      ),
    );
  }

  /** @throws AppError `not-found` */
  async status(id: string): Promise<TaskStatusDto> {
    if (!RUN_ID.test(id)) return statusOfJob(await this.jobs.getById(id));
    const known = (await this.newest.get()).find((run) => run.id === Number(id));
    return statusOfRun(known ?? (await this.records.getById(Number(id))));
  }

  async active(): Promise<ActiveTasksDto> {
    const [runs, jobs] = await Promise.all([this.newest.get(), this.others.get()]);
    return tasksOf(
      runs.filter(({ status }) => status === 'running'),
      jobs,
    );
  }
}

/** @param jobs those whose work is no run */
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
