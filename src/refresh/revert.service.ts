import { Injectable } from '@nestjs/common';
import { Transactional } from '../platform/database';
import { AppError } from '../platform/errors';
import { PriceChangeListener } from '../prices';
import { Requester, RunCounts, RunOutcome, RunRecord, RunsService, deactivatedOf } from '../runs';
import { LaterChange, LaterPrice, RestoredAsset, RevertRepository } from './revert.repository';

const TIMEOUTS = { lockTimeout: 30_000, statementTimeout: 60_000 } as const;

/** Prices that a refusal names. */
const MAX_NAMED = 5;

/** A step between neighbouring closes that only a restatement makes. The smallest usual split is two for one. */
const BREAK_FACTOR = 1.8;

/** Reverts runs. */
@Injectable()
export class RevertService {
  constructor(
    private readonly runs: RunsService,
    private readonly repository: RevertRepository,
    private readonly listener: PriceChangeListener,
  ) {}

  /**
   * Restores the prices that a run superseded, removes those that it added and rebuilds the indices, as a new run. Assets
   * that the run created and nothing else uses are deactivated. A revert can be reverted. Returns the id of the new run.
   * @throws AppError `not-found`; `conflict` when the run stored no prices, or when later runs build on them
   */
  @Transactional(TIMEOUTS)
  async revert(runId: number, requester: Requester, reason?: string): Promise<number> {
    const run = await this.runs.getById(runId);
    refuseUnstored(run);
    const revertId = await this.runs.begin({
      kind: 'revert',
      parameters: { run: runId },
      reverts: runId,
      requester,
      ...(reason === undefined ? {} : { reason }),
    });
    const days = await this.repository.collect(runId);
    refuseLaterChanges(runId, await this.repository.findLaterChanges(MAX_NAMED));
    refuseContinuation(runId, await this.repository.findContinuation(runId));
    const assets = await this.repository.restore(revertId);
    await this.repository.quarantineAgain(runId);
    await this.refuseInconsistent(revertId, runId);
    const deactivated = await this.repository.deactivateCreated(runId);
    if (days === 0 && deactivated.length === 0) throw refusal(runId, 'it changed no prices');
    await this.repository.activate(deactivatedBy(run));
    const earliestDayByAsset = earliestDays(assets);
    const rebuilt = days === 0 ? {} : await this.listener.pricesChanged({ runId: revertId, earliestDayByAsset });
    await this.runs.succeed(revertId, {
      changed: days > 0,
      counts: {
        ...countsOf(assets),
        ...(deactivated.length > 0 ? { deactivated: deactivated.length } : {}),
        ...rebuilt,
      },
      outcomes: outcomesOf(assets, deactivated),
    });
    return revertId;
  }

  private async refuseInconsistent(revertId: number, runId: number): Promise<void> {
    if (await this.repository.isMixed()) throw refusal(runId, 'demo prices would stand beside real ones');
    const broken = await this.repository.findBrokenStep(revertId, runId, BREAK_FACTOR);
    if (broken === undefined) return;
    const { symbol, date, runId: later } = broken;
    throw refusal(runId, `run ${later} built on it: ${symbol} would jump on ${date}; revert run ${later} first`);
  }
}

/** The assets that a revert deactivated. Reverting it activates them again. */
function deactivatedBy({ kind, outcomes }: RunRecord): string[] {
  return kind === 'revert' ? deactivatedOf(outcomes) : [];
}

/** An import may have created an asset and stored none of its prices. */
function outcomesOf(assets: readonly RestoredAsset[], deactivated: readonly string[]): RunOutcome[] {
  const restored = assets.map(({ assetId: _assetId, ...asset }) => asset);
  const others = deactivated
    .filter((symbol) => !assets.some((asset) => asset.symbol === symbol))
    .map((symbol) => ({ symbol, restored: 0, removed: 0 }));
  return [...restored, ...others].map((asset) => ({
    ...asset,
    status: 'succeeded',
    ...(deactivated.includes(asset.symbol) ? { deactivated: true } : {}),
  }));
}

function refuseUnstored({ id, status }: RunRecord): void {
  if (status !== 'succeeded')
    throw refusal(id, status === 'failed' ? 'it failed, nothing of it was stored' : 'it runs');
}

function refuseLaterChanges(runId: number, changes: readonly LaterChange[]): void {
  if (changes.length === 0) return;
  const later = [...new Set(changes.map((change) => change.runId))].join(', ');
  const named = changes.map(({ symbol, date }) => `${symbol} of ${date}`).join(', ');
  throw refusal(
    runId,
    `later runs built on it: run ${later} changed ${named}; revert that first, the newest before the others`,
  );
}

function refuseContinuation(runId: number, price: LaterPrice | undefined): void {
  if (price === undefined) return;
  const { symbol, date, runId: later } = price;
  throw refusal(
    runId,
    `run ${later} built on it: ${symbol} of ${date} would stand behind a hole; revert run ${later} first`,
  );
}

function refusal(runId: number, because: string): AppError {
  return new AppError('conflict', `Run ${runId} cannot be reverted: ${because}.`);
}

function earliestDays(assets: readonly RestoredAsset[]): ReadonlyMap<number, string> {
  return new Map(assets.map(({ assetId, earliest }) => [assetId, earliest]));
}

function countsOf(assets: readonly RestoredAsset[]): RunCounts {
  return assets.reduce(
    (total, { restored, removed }) => ({ restored: total.restored + restored, removed: total.removed + removed }),
    { restored: 0, removed: 0 },
  );
}
