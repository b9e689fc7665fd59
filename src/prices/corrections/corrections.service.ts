import { Injectable } from '@nestjs/common';
import { AssetsService } from '../../assets';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { ExchangeCalendar } from '../../platform/utils/exchange-calendar';
import { Requester, RunsService } from '../../runs';
import { MANUAL_SOURCE } from '../validation/price-bar';
import { PriceChangeListener } from '../ingest/price-run.service';
import { findViolation } from '../validation/bar-rules';
import { CorrectedBar, CorrectionsRepository } from './corrections.repository';

export interface Correction extends CorrectedBar {
  readonly symbol: string;
  readonly date: string;
  readonly reason: string;
}

/** Prices set by an administrator. No import or refresh overwrites one until its protection is released. */
@Injectable()
export class CorrectionsService {
  constructor(
    private readonly calendar: ExchangeCalendar,
    private readonly assets: AssetsService,
    private readonly repository: CorrectionsRepository,
    private readonly runs: RunsService,
    private readonly listener: PriceChangeListener,
  ) {}

  /**
   * Sets one price and rebuilds the indices. Setting it again changes nothing.
   * @throws AppError `not-found` for the asset, `validation-failed` for a bar that breaks a bar rule
   */
  @Transactional()
  async set(correction: Correction, requester: Requester): Promise<{ runId: number; changed: boolean }> {
    this.refuseImpossible(correction);
    const { symbol, date, reason, ...bar } = correction;
    const asset = await this.assets.getBySymbol(symbol);
    const parameters = { symbol, date };
    const runId = await this.runs.begin({ kind: 'correction', source: MANUAL_SOURCE, parameters, reason, requester });
    const changed = !(await this.repository.isSet(asset.id, date, bar));
    let rebuilt = {};
    if (changed) {
      await this.repository.set(asset.id, date, bar, runId);
      rebuilt = await this.listener.pricesChanged({ runId, earliestDayByAsset: new Map([[asset.id, date]]) });
    }
    await this.runs.succeed(runId, { changed, counts: { changed: Number(changed), ...rebuilt } });
    return { runId, changed };
  }

  /** Lets the next import or refresh overwrite the price. @throws AppError `not-found` */
  @Transactional()
  async releaseProtection(symbol: string, date: string, requester: Requester): Promise<void> {
    const asset = await this.assets.getBySymbol(symbol);
    const parameters = { symbol, date };
    const runId = await this.runs.begin({ kind: 'correction-release', source: MANUAL_SOURCE, parameters, requester });
    const wasProtected = await this.repository.findProtection(asset.id, date);
    if (wasProtected === undefined) throw new AppError('not-found', `${symbol} has no price on ${date}.`);
    if (wasProtected) await this.repository.unprotect(asset.id, date);
    await this.runs.succeed(runId, { changed: wasProtected, counts: { changed: 0, released: Number(wasProtected) } });
  }

  private refuseImpossible(correction: Correction): void {
    const violation = findViolation(correction, this.calendar.now());
    if (violation !== undefined) throw new AppError('validation-failed', `It cannot be a price: ${violation.detail}.`);
  }
}
