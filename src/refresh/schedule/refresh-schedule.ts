import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import { AppConfig } from '../../platform/config';
import { AppError } from '../../platform/errors';
import { Jobs } from '../../platform/jobs';
import { RunProgress } from '../progress/run-progress';
import { RefreshService } from '../run/refresh.service';

/** Refreshes when the configuration says so; of all instances one does. */
@Injectable()
export class RefreshSchedule implements OnModuleInit {
  private readonly logger = new Logger(RefreshSchedule.name);

  constructor(
    private readonly config: AppConfig,
    private readonly jobs: Jobs,
    private readonly refresh: RefreshService,
    private readonly progress: RunProgress,
  ) {}

  onModuleInit(): void {
    const { cron, timeZone } = this.config.refresh;
    if (cron === undefined) return;
    this.jobs.schedule({ name: 'refresh', cron, timeZone, run: (jobId) => this.run(jobId) });
  }

  /** A job that is taken up again finds the run it had begun. A refresh that runs already is as good. */
  private async run(jobId: string): Promise<void> {
    try {
      const requester = { name: 'schedule', requestId: jobId };
      const { runId } = await this.refresh.begin({ allowPartial: false }, requester, `schedule:${jobId}`);
      await this.progress.ended(runId);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'conflict')) throw error;
      this.logger.warn(`the scheduled refresh was left out: ${error.detail}`);
    }
  }
}
