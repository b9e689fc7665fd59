import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { catalogue, toAppError } from '../../platform/errors';
import { currentRequestId, runInContext } from '../../platform/request-context';
import { AnnouncedRunsService } from './announced-runs.service';
import { RunLease } from './run-lease';

/** Does the work of announced runs after their request is answered. A failure is on record; a shutdown waits. */
@Injectable()
export class BackgroundRunsService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Run');
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly runs: AnnouncedRunsService,
    private readonly lease: RunLease,
  ) {}

  /** `work` ends the run itself, in the transaction that stores what it did. To be called once the record is committed. */
  start(runId: number, work: () => Promise<void>): void {
    const done = runInContext(currentRequestId() ?? `run-${runId}`, () => this.perform(runId, work));
    this.underWay.add(done);
    void done.finally(() => this.underWay.delete(done));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async perform(runId: number, work: () => Promise<void>): Promise<void> {
    try {
      await this.lease.during(runId, work);
    } catch (error) {
      await this.recordFailure(runId, error);
    }
  }

  /** When even this fails, the run has no sign of life any more, and the next who looks ends it. */
  private async recordFailure(runId: number, error: unknown): Promise<void> {
    const failure = toAppError(error);
    const { logLevel } = catalogue[failure.code];
    const level = logLevel === 'info' ? 'log' : logLevel;
    this.logger[level]({ msg: `run ${runId} failed: ${failure.detail}`, runId, err: error });
    try {
      await this.runs.fail(runId, failure, []);
    } catch (unrecorded) {
      this.logger.error({ msg: `the failure of run ${runId} could not be recorded`, runId, err: unrecorded });
    }
  }
}
