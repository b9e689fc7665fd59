import { Injectable } from '@nestjs/common';
import { AlertRecords } from '../platform/alerting';
import { Propagation, Transactional } from '../platform/database';
import { AppError } from '../platform/errors';
import { DataVersion, NewRun, RunCounts, RunOutcome } from './run';
import { RunEndedError } from './run-ended.error';
import { RunsRepository } from './runs.repository';

/** Begins and ends the changes of data. One at a time: the second waits for the first to commit or roll back. */
@Injectable()
export class RunsService {
  constructor(
    private readonly repository: RunsRepository,
    private readonly alerts: AlertRecords,
  ) {}

  /** From here to the end of the open transaction nobody else changes the data. `begin` does it too. */
  @Transactional(Propagation.Mandatory)
  waitForOthers(): Promise<void> {
    return this.repository.lockData();
  }

  /**
   * To be asked by whoever planned at a data version what to add to the data, and now does it.
   * @throws AppError `conflict` when prices were taken back since: what was planned may leave a hole behind them
   */
  @Transactional(Propagation.Mandatory)
  async refuseRevertedSince(version: number): Promise<void> {
    const revertId = await this.repository.findRevertSince(version);
    if (revertId === undefined) return;
    throw new AppError('conflict', `Run ${revertId} took prices back while others were fetched; refresh again.`);
  }

  /** Begins a change inside the open transaction; its row is gone if the transaction rolls back. Returns the run's id. */
  @Transactional(Propagation.Mandatory)
  async begin(run: NewRun): Promise<number> {
    await this.repository.lockData();
    return this.repository.insert(run);
  }

  /**
   * Ends a change: the last step of its transaction. The data version grows only if something `changed`, so that an
   * identical write leaves every cached answer valid.
   * @throws RunEndedError when somebody else ended the run meanwhile
   */
  @Transactional(Propagation.Mandatory)
  async succeed(
    runId: number,
    result: { readonly changed: boolean; readonly counts: RunCounts; readonly outcomes?: readonly RunOutcome[] },
  ): Promise<void> {
    const kind = await this.repository.succeed(runId, result.counts, result.outcomes ?? []);
    if (kind === undefined) throw new RunEndedError(runId);
    if (result.changed) await this.repository.advanceDataVersion(runId);
    if (kind === 'refresh') await this.alerts.recover({ cause: 'refresh-failed' });
  }

  dataVersion(): Promise<DataVersion> {
    return this.repository.dataVersion();
  }
}
