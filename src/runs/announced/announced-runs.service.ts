import { Injectable, Logger } from '@nestjs/common';
import { AlertRecords } from '../../platform/alerting';
import { Propagation, Transactional, sqlState } from '../../platform/database';
import { AppError, catalogue } from '../../platform/errors';
import { NewRun, RunCounts, RunOutcome, RunStage } from '../run';
import { RunEndedError } from '../run-ended.error';
import { RunsRepository } from '../runs.repository';
import { AnnouncedRunsRepository, EndedRun } from './announced-runs.repository';

const UNIQUE_VIOLATION = '23505';
const TRIES = 3;

/** A run that stands on record from its beginning, and whether an earlier request with the same key began it. */
export interface AnnouncedRun {
  readonly runId: number;
  readonly repeated: boolean;
}

/**
 * Runs whose record is committed before their work, so that they can be watched and so that a failure stays on record.
 * Of a kind that the database allows only once at a time there is one, over all instances.
 */
@Injectable()
export class AnnouncedRunsService {
  private readonly logger = new Logger(AnnouncedRunsService.name);

  constructor(
    private readonly runs: RunsRepository,
    private readonly repository: AnnouncedRunsRepository,
    private readonly alerts: AlertRecords,
  ) {}

  /**
   * An idempotency key is its requester's own: what others send under the same key is another request.
   * @throws AppError `conflict` naming the run of this kind that is under way; `unprocessable` when the requester used the
   *   key for something else
   */
  async announce(wanted: NewRun): Promise<AnnouncedRun> {
    const run = withOwnKey(wanted);
    for (let remaining = TRIES; remaining > 0; remaining--) {
      // The running one first: it may have been announced by the same key a moment ago, and is then no second one.
      const running = await this.findRunning(run);
      const before = await this.findRepeated(run);
      if (before !== undefined) return { runId: before, repeated: true };
      if (running !== undefined) throw new AppError('conflict', `A ${run.kind} is running already: run ${running}.`);
      const runId = await this.insertUnlessTaken(run);
      if (runId !== undefined) return { runId, repeated: false };
    }
    throw new AppError('conflict', `A ${run.kind} is running already.`);
  }

  /** One that will wait for others of its kind instead of being refused. Joins an open transaction. Returns its id. */
  announceBehind(run: NewRun): Promise<number> {
    return this.insert(run);
  }

  /**
   * Says how far the run is, visibly at once, also while a transaction is open.
   * @throws RunEndedError when others ended the run
   */
  @Transactional(Propagation.RequiresNew, { pool: 'second' })
  async report(runId: number, stage: RunStage, counts: RunCounts = {}): Promise<void> {
    if (!(await this.repository.report(runId, stage, counts))) throw new RunEndedError(runId);
  }

  /** Leaves a run that has ended as it is: a commit whose answer was lost did happen. */
  @Transactional()
  async fail(runId: number, error: AppError, outcomes: readonly RunOutcome[]): Promise<void> {
    const ended = await this.repository.fail(runId, catalogue[error.code].category, error.detail, outcomes);
    if (ended !== undefined) await this.alert(runId, ended, error.detail);
  }

  /** Ends a run whose process died. Returns whether it did. */
  async endIfDead(runId: number): Promise<boolean> {
    return (await this.repository.isSilent(runId)) && this.failDead(runId);
  }

  @Transactional()
  protected async failDead(runId: number): Promise<boolean> {
    const detail = 'The process that ran it died, or lost the database; nothing of it was stored.';
    const ended = await this.repository.failDead(runId, 'internal', detail);
    if (ended === undefined) return false;
    this.logger.warn(`run ${runId} has no process any more: it is recorded as failed`);
    await this.alert(runId, ended, detail);
    return true;
  }

  /** In the transaction that records the failure: the one is on record if and only if the other is. */
  private async alert(runId: number, { kind, requestId }: EndedRun, detail: string): Promise<void> {
    if (kind !== 'refresh') return;
    await this.alerts.raise({
      cause: 'refresh-failed',
      summary: `Run ${runId}: ${detail}`,
      requestId: requestId ?? undefined,
    });
  }

  private async findRepeated({ idempotencyKey, kind, parameters = {} }: NewRun): Promise<number | undefined> {
    if (idempotencyKey === undefined) return undefined;
    const found = await this.repository.findByKey(idempotencyKey, kind, parameters);
    if (found === undefined || found.same) return found?.id;
    throw new AppError('unprocessable', 'This Idempotency-Key was sent before with another request.');
  }

  private async findRunning({ kind }: NewRun): Promise<number | undefined> {
    const running = await this.repository.findRunning(kind);
    return running === undefined || (await this.endIfDead(running)) ? undefined : running;
  }

  private async insertUnlessTaken(run: NewRun): Promise<number | undefined> {
    try {
      return await this.insert(run);
    } catch (error) {
      if (sqlState(error) === UNIQUE_VIOLATION) return undefined;
      throw error;
    }
  }

  @Transactional()
  protected insert(run: NewRun): Promise<number> {
    return this.runs.insert(run);
  }
}

/** Names have no space, keys neither. */
function withOwnKey({ idempotencyKey, ...run }: NewRun): NewRun {
  return idempotencyKey === undefined ? run : { ...run, idempotencyKey: `${run.requester.name} ${idempotencyKey}` };
}
