import { Injectable, Logger } from '@nestjs/common';
import { AlertRecords } from '../../platform/alerting';
import { Propagation, Transactional, sqlState } from '../../platform/database';
import { AppError, catalogue } from '../../platform/errors';
import { JobQueue, JobRecords } from '../../platform/jobs';
import { NewRun, Requester, RunCounts, RunOutcome, RunStage } from '../run';
import { RunEndedError } from '../run-ended.error';
import { RunsRepository } from '../runs.repository';
import { AnnouncedRunsRepository, EndedRun } from './announced-runs.repository';
import { keyTaken, ownKey } from './own-key';

const UNIQUE_VIOLATION = '23505';
const TRIES = 3;

/** A run that stands on record from its beginning, and whether an earlier request with the same key began it. */
export interface AnnouncedRun {
  readonly runId: number;
  readonly repeated: boolean;
}

/** Who does the work of a run. `data` reaches the work together with the run's id. */
export interface NewRunJob {
  readonly queue: string;
  readonly data: object;
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
    private readonly queue: JobQueue,
    private readonly jobs: JobRecords,
  ) {}

  /**
   * Puts a run on record and, in the same transaction, its job into the queue; without a job the caller does the work.
   * An idempotency key is its requester's own: what others send under the same key is another request.
   * @throws AppError `conflict` naming the run of this kind that is under way; `unprocessable` when the requester used the
   *   key for something else
   */
  async announce(wanted: NewRun, job?: NewRunJob): Promise<AnnouncedRun> {
    const run = withOwnKey(wanted);
    for (let remaining = TRIES; remaining > 0; remaining--) {
      // The running one first: it may have been announced by the same key a moment ago, and is then no second one.
      const running = await this.findRunning(run);
      const before = await this.findRepeated(run);
      if (before !== undefined) return { runId: before, repeated: true };
      if (running !== undefined) throw new AppError('conflict', `A ${run.kind} is running already: run ${running}.`);
      const runId = await this.insertUnlessTaken(run, job);
      if (runId !== undefined) return { runId, repeated: false };
    }
    throw new AppError('conflict', `A ${run.kind} is running already.`);
  }

  /** @throws AppError `unprocessable` when the requester began a run with this key */
  async refuseUsedKey(requester: Requester, key: string): Promise<void> {
    if (await this.repository.isKeyUsed(ownKey(requester, key))) throw keyTaken();
  }

  /**
   * One that will wait for others of its kind instead of being refused; or the one like it that nobody has begun, nor
   * will before the open transaction ends. Returns its id.
   */
  @Transactional()
  async announceBehind(run: NewRun, job: NewRunJob): Promise<number> {
    return (await this.repository.lockQueued(run)) ?? this.insert(run, job);
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

  /** Ends a run whose process died, or whose job is gone. Returns whether it did. */
  async endIfDead(runId: number): Promise<boolean> {
    const silent = await this.repository.findSilent(runId);
    if (silent === undefined || (silent.stage === 'queued' && (await this.jobs.isAwaited(aboutRun(runId)))))
      return false;
    return this.failDead(runId);
  }

  /** Its job is dead: ends the run if nobody has begun it, or if nobody does it any more. */
  @Transactional()
  async abandon(runId: number, detail: string): Promise<void> {
    const ended = await this.repository.failQueued(runId, 'internal', detail);
    if (ended !== undefined) await this.alert(runId, ended, detail);
    else await this.endIfDead(runId);
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
    throw keyTaken();
  }

  private async findRunning({ kind }: NewRun): Promise<number | undefined> {
    const running = await this.repository.findRunning(kind);
    return running === undefined || (await this.endIfDead(running)) ? undefined : running;
  }

  private async insertUnlessTaken(run: NewRun, job?: NewRunJob): Promise<number | undefined> {
    try {
      return await this.insert(run, job);
    } catch (error) {
      if (sqlState(error) === UNIQUE_VIOLATION) return undefined;
      throw error;
    }
  }

  @Transactional()
  protected async insert(run: NewRun, job?: NewRunJob): Promise<number> {
    if (job === undefined) return this.runs.insert(run);
    const runId = await this.runs.insert(run, 'queued');
    await this.queue.enqueue(job.queue, { ...job.data, runId }, { about: aboutRun(runId) });
    return runId;
  }
}

function withOwnKey({ idempotencyKey: key, ...run }: NewRun): NewRun {
  return key === undefined ? run : { ...run, idempotencyKey: ownKey(run.requester, key) };
}

/** What the job of a run is found by. */
function aboutRun(runId: number): string {
  return `run ${runId}`;
}
