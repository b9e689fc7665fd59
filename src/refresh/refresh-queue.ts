import { Injectable, OnModuleInit } from '@nestjs/common';
import { parseExpression } from 'cron-parser';
import { AppConfig } from '../platform/config';
import { Job, Jobs } from '../platform/jobs';
import { currentRequestId, runInContext } from '../platform/request-context';
import { CreatedRun, CreateOptions, NewRun, Requester, RunJobData, RunWorker, RunsService } from '../runs';
import { RefreshRequest } from './fetch-plan';
import { FetchService } from './fetch.service';
import { RefreshService } from './refresh.service';

const QUEUE = 'refresh';

interface RefreshJobData extends RunJobData {
  readonly request: RefreshRequest;
  readonly requester: Requester;
}

/** The scheduled refresh. No client waits for it, so it is retried when it fails. */
const SCHEDULED: RefreshJobData = { request: { allowPartial: false }, requester: { name: 'schedule' } };

/** Creates the runs of refreshes, on request or on schedule, and does them as jobs. */
@Injectable()
export class RefreshQueue implements OnModuleInit {
  constructor(
    private readonly config: AppConfig,
    private readonly jobs: Jobs,
    private readonly fetcher: FetchService,
    private readonly refresh: RefreshService,
    private readonly runs: RunsService,
    private readonly worker: RunWorker,
  ) {}

  onModuleInit(): void {
    this.jobs.work<RefreshJobData>({
      queue: QUEUE,
      retries: 3,
      retryDelaySeconds: 60,
      perform: (job) => this.perform(job),
      died: ({ data }, reason) => this.died(data, reason),
    });
    const { cron, timeZone } = this.config.refresh;
    if (cron !== undefined) this.jobs.schedule({ queue: QUEUE, cron, timeZone, data: SCHEDULED });
  }

  /**
   * Creates a run and its job, or finds the run that the same request with the same key created before.
   * @throws AppError `conflict` naming the refresh that is running, `validation-failed` for an asset or a provider that
   *   cannot be asked, `unprocessable` when the key was used for another request
   */
  async begin(request: RefreshRequest, requester: Requester, idempotencyKey?: string): Promise<CreatedRun> {
    const data: RefreshJobData = { request, requester };
    return this.runs.create(await this.newRun(data, idempotencyKey), { queue: QUEUE, data });
  }

  /**
   * As `begin`, but returns the running refresh if it does what is asked for.
   * @throws AppError as `begin`, and what `admit` throws
   */
  async beginOrJoin(request: RefreshRequest, requester: Requester, options: CreateOptions): Promise<CreatedRun> {
    const data: RefreshJobData = { request, requester };
    return this.runs.create(await this.newRun(data), { queue: QUEUE, data }, options);
  }

  /** As `begin` without a job: this process does the work, after the run's id is returned. For the command line. */
  async beginHere(request: RefreshRequest, requester: Requester): Promise<number> {
    const { runId } = await this.runs.create(await this.newRun({ request, requester }));
    void runInContext(currentRequestId() ?? `service:run-${runId}`, () =>
      this.worker.perform(runId, (id, signal) => this.refresh.refresh(id, request, signal)),
    );
    return runId;
  }

  private perform(job: Job<RefreshJobData>): Promise<object | undefined> {
    const { request, requester } = job.data;
    const data = { request, requester: { requestId: job.id, ...requester } };
    return this.worker.performJob({
      job,
      name: this.nameOf(job),
      create: async (key) => this.runs.create(await this.newRun(data, key)),
      work: (runId, signal) => this.refresh.refresh(runId, request, signal),
    });
  }

  /** Where one minute becomes the next, the queue may enqueue a tick twice. One name makes one run of both. */
  private nameOf({ id, data, enqueuedAt }: Job<RefreshJobData>): string {
    const { cron, timeZone } = this.config.refresh;
    if (data.runId !== undefined || cron === undefined) return `job:${id}`;
    return `schedule:${cronTick(cron, timeZone, enqueuedAt)}`;
  }

  /** The failure of a run raises its own alert. */
  private async died({ runId }: RefreshJobData, reason: string): Promise<'alerted' | undefined> {
    if (runId === undefined) return undefined;
    await this.runs.abandon(runId, reason);
    return 'alerted';
  }

  private async newRun({ request, requester }: RefreshJobData, idempotencyKey?: string): Promise<NewRun> {
    return {
      kind: 'refresh',
      source: await this.fetcher.check(request),
      parameters: { ...request },
      requester,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    };
  }
}

/**
 * The tick of a schedule to which an instant belongs: the last one at or before it, ISO 8601 in UTC.
 * @param at milliseconds since 1970
 */
export function cronTick(cron: string, timeZone: string, at: number): string {
  return parseExpression(cron, { tz: timeZone, currentDate: new Date(at + 1) })
    .prev()
    .toDate()
    .toISOString();
}
