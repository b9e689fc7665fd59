import { Injectable, Logger } from '@nestjs/common';
import { AlertRecords } from '../platform/alerting';
import { Propagation, Transactional, sqlState } from '../platform/database';
import { AppError, catalogue } from '../platform/errors';
import { JobQueue, JobRecords } from '../platform/jobs';
import {
  DataVersion,
  NewRun,
  Requester,
  RunCounts,
  RunEndedError,
  RunKind,
  RunOutcome,
  RunRecord,
  RunStage,
  neverFoundOf,
  neverFoundText,
} from './run';
import { FailedRun, RunsRepository } from './runs.repository';
import { Page, readPage } from '../platform/http';
import { SqlState } from '../platform/utils/sql-state';

const MAX_CREATE_TRIES = 3;

const ORPHANED = {
  category: 'internal',
  detail: 'The process that ran it died, or lost the database; nothing of it was stored.',
} as const;

/** `repeated`: an earlier request created the run, with the same idempotency key or for the same work. */
export interface CreatedRun {
  readonly runId: number;
  readonly repeated: boolean;
}

/** The job that does a run's work. `data` reaches the worker together with the run's id. */
export interface NewRunJob {
  readonly queue: string;
  readonly data: object;
}

export interface CreateOptions {
  /** Whether the running run of this kind does what is asked for. Then it is returned. Default: it never does. */
  readonly joins?: (running: RunRecord) => boolean;
  /** Called before a run is created. Throws to refuse it. */
  readonly admit?: () => Promise<void>;
}

/**
 * Creates, tracks and ends runs. A run is either made inside one transaction (`begin`, `succeed`), or its record is
 * committed before its work (`create`), so that it can be watched and its failure stays on record.
 */
@Injectable()
export class RunsService {
  private readonly logger = new Logger(RunsService.name);

  constructor(
    private readonly repository: RunsRepository,
    private readonly alerts: AlertRecords,
    private readonly queue: JobQueue,
    private readonly jobs: JobRecords,
  ) {}

  /** Waits for other changes of the data. From here to the end of the open transaction there is no other change. */
  @Transactional(Propagation.Mandatory)
  lockData(): Promise<void> {
    return this.repository.lockData();
  }

  /** Locks the data and begins a run in the open transaction; a rollback removes its record. Returns the run's id. */
  @Transactional(Propagation.Mandatory)
  async begin(run: NewRun): Promise<number> {
    await this.repository.lockData();
    return this.repository.insert(run);
  }

  /**
   * Commits the record of a run and, in the same transaction, its job. Without a job the caller does the work. The
   * database allows one running refresh at a time, over all instances. An idempotency key belongs to its requester.
   * @throws AppError `conflict` naming the running run of this kind; `unprocessable` when the requester used the key for
   *   another request
   */
  async create(wanted: NewRun, job?: NewRunJob, { joins, admit }: CreateOptions = {}): Promise<CreatedRun> {
    const run = withKeyOfRequester(wanted);
    let isAdmitted = false;
    for (let tries = 0; tries < MAX_CREATE_TRIES; tries++) {
      // The running one first: the same key may have created it a moment ago, and then it is no conflict.
      const running = await this.findRunning(run.kind);
      const earlier = await this.findByKey(run);
      if (earlier !== undefined) return { runId: earlier, repeated: true };
      if (running !== undefined && joins?.(await this.find(running)) === true)
        return { runId: running, repeated: true };
      if (running !== undefined) throw new AppError('conflict', `A ${run.kind} is running already: run ${running}.`);
      if (!isAdmitted) await admit?.();
      isAdmitted = true;
      const runId = await this.insertUnlessTaken(run, job);
      if (runId !== undefined) return { runId, repeated: false };
    }
    throw new AppError('conflict', `A ${run.kind} is running already.`);
  }

  /** Returns the id of a queued run with the same parameters; creates one when there is none. It may wait for others. */
  @Transactional()
  async createUnlessQueued(run: NewRun, job: NewRunJob): Promise<number> {
    return (await this.repository.lockQueued(run)) ?? this.insert(run, job);
  }

  /** @throws AppError `unprocessable` when the requester created a run with this key */
  async refuseUsedKey(requester: Requester, key: string): Promise<void> {
    if (await this.repository.isKeyUsed(keyOfRequester(requester, key))) throw keyTaken();
  }

  /**
   * @param version the data version at which the change was planned
   * @throws AppError `conflict` when a run was reverted since: the planned change might leave a hole behind its prices
   */
  @Transactional(Propagation.Mandatory)
  async refuseRevertedSince(version: number): Promise<void> {
    const revertId = await this.repository.findRevertSince(version);
    if (revertId === undefined) return;
    throw new AppError('conflict', `Run ${revertId} took prices back while others were fetched; refresh again.`);
  }

  /** Commits the stage at once, also while a transaction is open. @throws RunEndedError when the run has ended */
  @Transactional(Propagation.RequiresNew, { pool: 'second' })
  async enterStage(runId: number, stage: RunStage, counts: RunCounts = {}): Promise<void> {
    if (!(await this.repository.enterStage(runId, stage, counts))) throw new RunEndedError(runId);
  }

  /**
   * Ends a run: the last step of its transaction. The data version grows only if something `changed`, so that an
   * identical write leaves every cached response valid.
   * @throws RunEndedError when the run has ended
   */
  @Transactional(Propagation.Mandatory)
  async succeed(
    runId: number,
    result: { readonly changed: boolean; readonly counts: RunCounts; readonly outcomes?: readonly RunOutcome[] },
  ): Promise<void> {
    const { outcomes = [] } = result;
    const run = await this.repository.succeed(runId, result.counts, outcomes);
    if (run === undefined) throw new RunEndedError(runId);
    if (result.changed) await this.repository.advanceDataVersion(runId);
    if (run.kind !== 'refresh') return;
    await this.alerts.resolve({ cause: 'refresh-failed' });
    await this.alertNeverFound(run.parameters, outcomes);
  }

  /** Does nothing when the run has ended: a commit succeeds even if its confirmation is lost. */
  @Transactional()
  async fail(runId: number, error: AppError, outcomes: readonly RunOutcome[] = []): Promise<void> {
    const { category } = catalogue[error.code];
    const failed = await this.repository.fail(runId, { category, detail: error.detail, outcomes });
    if (failed !== undefined) await this.alert(runId, failed, error.detail);
  }

  /** For a run whose job is dead: ends it if it is queued or orphaned. */
  @Transactional()
  async abandon(runId: number, detail: string): Promise<void> {
    const failed = await this.repository.fail(runId, { category: 'internal', detail }, 'queued');
    if (failed !== undefined) await this.alert(runId, failed, detail);
    else await this.endIfOrphaned(runId);
  }

  /** Ends a run whose process died, or whose job is gone. Returns whether it did. */
  async endIfOrphaned(runId: number): Promise<boolean> {
    const silent = await this.repository.findWithOldHeartbeat(runId);
    if (silent === undefined || (silent.stage === 'queued' && (await this.jobs.isAwaited(aboutRun(runId)))))
      return false;
    return this.failOrphaned(runId);
  }

  /** Ends an orphaned run first. @throws AppError `not-found` */
  async getById(id: number): Promise<RunRecord> {
    const run = await this.find(id);
    return run.status === 'running' && (await this.endIfOrphaned(id)) ? this.find(id) : run;
  }

  /** The newest first, orphaned runs ended. The cursor is the last id of the page before. */
  async list(filter: { readonly kind?: RunKind }, limit: number, cursor?: number): Promise<Page<RunRecord>> {
    const read = async (rows: number): Promise<RunRecord[]> => {
      const found = await this.repository.list(filter.kind, rows, cursor);
      const running = found.filter(({ status }) => status === 'running');
      const ended = await Promise.all(running.map(({ id }) => this.endIfOrphaned(id)));
      return ended.includes(true) ? this.repository.list(filter.kind, rows, cursor) : found;
    };
    return readPage(limit, read, ({ id }) => id);
  }

  dataVersion(): Promise<DataVersion> {
    return this.repository.dataVersion();
  }

  private async find(id: number): Promise<RunRecord> {
    const run = await this.repository.findById(id);
    if (run === undefined) throw new AppError('not-found', `There is no run ${id}.`);
    return run;
  }

  private async findByKey({ idempotencyKey, kind, parameters = {} }: NewRun): Promise<number | undefined> {
    if (idempotencyKey === undefined) return undefined;
    const found = await this.repository.findByKey(idempotencyKey, kind, parameters);
    if (found === undefined || found.same) return found?.id;
    throw keyTaken();
  }

  private async findRunning(kind: RunKind): Promise<number | undefined> {
    const running = await this.repository.findRunning(kind);
    return running === undefined || (await this.endIfOrphaned(running)) ? undefined : running;
  }

  private async insertUnlessTaken(run: NewRun, job?: NewRunJob): Promise<number | undefined> {
    try {
      return await this.insert(run, job);
    } catch (error) {
      if (sqlState(error) === SqlState.uniqueViolation) return undefined;
      throw error;
    }
  }

  @Transactional()
  protected async insert(run: NewRun, job?: NewRunJob): Promise<number> {
    if (job === undefined) return this.repository.insert(run);
    const runId = await this.repository.insert(run, 'queued');
    await this.queue.enqueue(job.queue, { ...job.data, runId }, { about: aboutRun(runId) });
    return runId;
  }

  @Transactional()
  protected async failOrphaned(runId: number): Promise<boolean> {
    const failed = await this.repository.fail(runId, ORPHANED, 'orphaned');
    if (failed === undefined) return false;
    this.logger.warn(`run ${runId} has no process any more: it is recorded as failed`);
    await this.alert(runId, failed, ORPHANED.detail);
    return true;
  }

  /** Only a refresh of all assets from all providers shows that none is left. */
  private async alertNeverFound(parameters: RunRecord['parameters'], outcomes: readonly RunOutcome[]): Promise<void> {
    const cause = 'assets-never-found';
    const isOfAll = parameters['assets'] === undefined && parameters['provider'] === undefined;
    const symbols = neverFoundOf(outcomes).map(({ symbol }) => symbol);
    if (symbols.length > 0) {
      await this.alerts.raiseOnce({ cause, summary: neverFoundText(symbols, outcomes.length) }, isOfAll);
    } else if (isOfAll) {
      await this.alerts.resolve({ cause });
    }
  }

  /** In the transaction that records the failure: both are on record, or neither is. */
  private async alert(runId: number, { kind, requestId }: FailedRun, detail: string): Promise<void> {
    if (kind !== 'refresh') return;
    await this.alerts.raise({
      cause: 'refresh-failed',
      summary: `Run ${runId}: ${detail}`,
      requestId: requestId ?? undefined,
    });
  }
}

/** The key as it is stored. Neither names nor keys contain a space. */
export function keyOfRequester({ name }: Requester, key: string): string {
  return `${name} ${key}`;
}

/** A key repeats the first response; another request under it cannot have one. */
export function keyTaken(): AppError {
  return new AppError('unprocessable', 'This Idempotency-Key was sent before with another request.');
}

function withKeyOfRequester({ idempotencyKey: key, ...run }: NewRun): NewRun {
  return key === undefined ? run : { ...run, idempotencyKey: keyOfRequester(run.requester, key) };
}

/** What the job of a run is found by. */
function aboutRun(runId: number): string {
  return `run ${runId}`;
}
