import { Injectable, OnModuleInit } from '@nestjs/common';
import { IndexDefinitionsService } from '../index-values';
import { Transactional } from '../platform/database';
import { AppError } from '../platform/errors';
import { Page, readPage } from '../platform/http';
import { FinalJobError, Job, JobData, JobQueue, Jobs } from '../platform/jobs';
import { Requester, RunsService } from '../runs';
import { ReportContent, NewReport, Report, ReportRecord } from './report';
import { ReportMaker } from './report-maker.service';
import { DEFAULT_PERIOD_DAYS } from './report.dto';
import { ReportsRepository } from './reports.repository';

const QUEUE = 'report';

interface ReportJobData extends JobData {
  readonly reportId: number;
}

/** Stored reports, each made by a background job. */
@Injectable()
export class ReportsService implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly queue: JobQueue,
    private readonly indices: IndexDefinitionsService,
    private readonly repository: ReportsRepository,
    private readonly maker: ReportMaker,
    private readonly runs: RunsService,
  ) {}

  onModuleInit(): void {
    this.jobs.work<ReportJobData>({
      queue: QUEUE,
      retries: 3,
      retryDelaySeconds: 5,
      opened: () => this.ensureDemoReport(),
      perform: (job) => this.perform(job),
      died: ({ data }, reason) => this.died(data, reason),
    });
  }

  /** Stores a report as queued and enqueues its job. @throws AppError `not-found` for an unknown index */
  @Transactional()
  async create(report: NewReport, requester: Requester): Promise<{ readonly report: Report; readonly jobId: string }> {
    const reportId = await this.insert(report, requester);
    const jobId = await this.queue.enqueue(QUEUE, { reportId } satisfies ReportJobData, {
      about: `report ${reportId}`,
    });
    return { report: await this.getById(reportId), jobId };
  }

  /** Makes a report in this process, for the command line: the service may not be running. @throws AppError as `create`, or why it failed */
  async createHere(report: NewReport, requester: Requester): Promise<Report> {
    const content = await this.maker.make(report, () => undefined);
    return this.getById(await this.insertReady(report, requester, content));
  }

  /** @throws AppError `not-found` */
  async getById(id: number): Promise<Report> {
    const report = await this.repository.findById(id);
    if (report === undefined) throw new AppError('not-found', `There is no report ${id}.`);
    return report;
  }

  /** The newest first, `limit` at a time; the cursor is the last id of the page before. */
  list(limit: number, cursor?: number): Promise<Page<ReportRecord>> {
    return readPage(
      limit,
      (rows) => this.repository.list(rows, cursor),
      ({ id }) => id,
    );
  }

  private async insert(report: NewReport, requester: Requester): Promise<number> {
    const { id } = await this.indices.getBySlug(report.index);
    return this.repository.insert(id, report, requester);
  }

  @Transactional()
  protected async insertReady(report: NewReport, requester: Requester, content: ReportContent): Promise<number> {
    const id = await this.insert(report, requester);
    await this.repository.store(id, content);
    return id;
  }

  /** After the demo market was loaded, creates a first report, so that a new installation has one to read. */
  @Transactional()
  protected async ensureDemoReport(): Promise<void> {
    if (!(await this.isFirstStart())) return;
    await this.runs.lockData();
    const [index] = await this.indices.listSlugs();
    if (index === undefined || !(await this.isFirstStart())) return;
    await this.create({ type: 'performance', index, periodDays: DEFAULT_PERIOD_DAYS }, { name: 'first start' });
  }

  private async isFirstStart(): Promise<boolean> {
    const [lastRun] = (await this.runs.list({}, 1)).data;
    return lastRun?.kind === 'demo' && (await this.repository.list(1, undefined)).length === 0;
  }

  /** Skips a report that is already ready. */
  private async perform({ data: { reportId }, progress }: Job<ReportJobData>): Promise<object> {
    const report = await this.getById(reportId);
    if (report.status !== 'ready') await this.store(reportId, await this.contentOf(report, progress));
    return { report: reportId, location: `/api/v1/reports/${reportId}` };
  }

  /** Missing data are no reason for a retry. */
  private async contentOf(report: Report, progress: (current: number, total: number) => void): Promise<ReportContent> {
    try {
      return await this.maker.make(report, progress);
    } catch (error) {
      if (error instanceof AppError && error.code === 'unprocessable') {
        throw new FinalJobError(error.detail, { cause: error });
      }
      throw error;
    }
  }

  @Transactional()
  protected async store(reportId: number, content: ReportContent): Promise<void> {
    await this.repository.store(reportId, content);
  }

  private async died({ reportId }: ReportJobData, reason: string): Promise<undefined> {
    await this.repository.fail(reportId, reason);
  }
}
