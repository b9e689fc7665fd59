import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { Requester, RunsService } from '../../runs';
import { IngestResult } from '../ingest/ingest';
import { PriceBar } from '../ingest/price-bar';
import { PriceRunService } from '../ingest/price-run.service';
import { QuarantineFilter, QuarantinedPrice } from './quarantined-price';
import { QuarantinedPricesRepository } from './quarantined-prices.repository';

export interface QuarantinePage {
  readonly data: QuarantinedPrice[];
  readonly nextCursor: string | null;
}

/** What an administrator does with rows that broke a rule. */
@Injectable()
export class QuarantineService {
  constructor(
    private readonly repository: QuarantinedPricesRepository,
    private readonly runs: RunsService,
    private readonly priceRuns: PriceRunService,
  ) {}

  /** Newest first, `limit` at a time; the cursor is the last id of the page before. */
  async list(filter: QuarantineFilter, limit: number, cursor?: string): Promise<QuarantinePage> {
    const found = await this.repository.list(filter, limit + 1, cursor === undefined ? undefined : Number(cursor));
    const data = found.slice(0, limit);
    return { data, nextCursor: found.length > limit ? String(data.at(-1)?.id) : null };
  }

  /**
   * Stores a row as confirmed, `alike` with all that were held for the same reason. Returns the run's id.
   * @throws AppError `not-found`; `conflict` when it is no longer open, or is no possible price of a known asset
   */
  @Transactional()
  async release(id: number, alike: boolean, requester: Requester): Promise<number> {
    await this.runs.lockData();
    const one = await this.lockOpen(id);
    const released = alike ? await this.repository.lockAlike(one) : [one];
    const run = await this.priceRuns.store(
      { kind: 'quarantine-release', source: one.source, parameters: { quarantinedPrice: id, alike }, requester },
      { source: one.source, bars: [released.map(toBar)], confirmed: true },
      refuseImpossible,
    );
    const ids = released.map((price) => price.id);
    await this.repository.markReleased(ids, requester.name, run.runId);
    return run.runId;
  }

  /** Puts a row aside for good; the same row from the same source is not listed again. */
  @Transactional()
  async discard(id: number, requester: Requester): Promise<void> {
    await this.lockOpen(id);
    await this.repository.markDiscarded(id, requester.name);
  }

  /** Until the transaction ends nobody else decides about the row: of two at once the second is told of the first. */
  private async lockOpen(id: number): Promise<QuarantinedPrice> {
    const price = await this.repository.lock(id);
    if (price === undefined) throw new AppError('not-found', `There is no quarantined price ${id}.`);
    if (price.state !== 'open') throw new AppError('conflict', `The quarantined price ${id} has been ${price.state}.`);
    return price;
  }
}

function toBar({ symbol, date, bar: { close = '', ...others }, line }: QuarantinedPrice): PriceBar {
  return { symbol, date, close, ...others, ...(line === null ? {} : { line }) };
}

function refuseImpossible({ counts, quarantined: [reason] }: IngestResult): void {
  if (reason !== undefined) throw new AppError('conflict', `It cannot be a price: ${reason.detail}.`);
  if (counts.protected > 0) {
    throw new AppError('conflict', 'An administrator has set the price of that day; release its protection first.');
  }
}
