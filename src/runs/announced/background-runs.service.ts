import { Injectable, Logger } from '@nestjs/common';
import { AppError, catalogue, toAppError } from '../../platform/errors';
import { AnnouncedRunsService } from './announced-runs.service';
import { RunLease } from './run-lease';

/** Does the work of announced runs. A failure is on record. */
@Injectable()
export class BackgroundRunsService {
  private readonly logger = new Logger('Run');

  constructor(
    private readonly runs: AnnouncedRunsService,
    private readonly lease: RunLease,
  ) {}

  /** `work` ends the run itself, in the transaction that stores what it did. Returns why it failed, if it did. */
  async perform(runId: number, work: () => Promise<void>): Promise<AppError | undefined> {
    try {
      await this.lease.during(runId, work);
      return undefined;
    } catch (error) {
      return this.recordFailure(runId, error);
    }
  }

  /** When even this fails, the run has no sign of life any more, and the next who looks ends it. */
  private async recordFailure(runId: number, error: unknown): Promise<AppError> {
    const failure = toAppError(error);
    const { logLevel } = catalogue[failure.code];
    const level = logLevel === 'info' ? 'log' : logLevel;
    this.logger[level]({ msg: `run ${runId} failed: ${failure.detail}`, runId, err: error });
    try {
      await this.runs.fail(runId, failure, []);
    } catch (unrecorded) {
      this.logger.error({ msg: `the failure of run ${runId} could not be recorded`, runId, err: unrecorded });
    }
    return failure;
  }
}
