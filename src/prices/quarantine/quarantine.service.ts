import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { Requester, RunsService } from '../../runs';
import { IngestResult } from '../ingest/ingest-result';
import { PriceBar } from '../validation/price-bar';
import { PriceRunService } from '../ingest/price-run.service';
import { QuarantineFilter, QuarantineEntry, QuarantineRepository } from './quarantine.repository';
import { Page, readPage } from '../../platform/http';

/** Lists quarantine entries, and lets an administrator release or discard them. */
@Injectable()
export class QuarantineService {
  constructor(
    private readonly repository: QuarantineRepository,
    private readonly runs: RunsService,
    private readonly priceRuns: PriceRunService,
  ) {}

  /** Newest first, `limit` at a time; the cursor is the last id of the page before. */
  list(filter: QuarantineFilter, limit: number, cursor?: string): Promise<Page<QuarantineEntry>> {
    const after = cursor === undefined ? undefined : Number(cursor);
    return readPage(
      limit,
      (rows) => this.repository.list(filter, rows, after),
      ({ id }) => id,
    );
  }

  /** @throws AppError `not-found` */
  async getById(id: number): Promise<QuarantineEntry> {
    const entry = await this.repository.find(id);
    if (entry === undefined) throw notFound(id);
    return entry;
  }

  /**
   * Stores an entry as a confirmed price; `alike` includes all entries of the same run and reason. Returns the run's id.
   * @throws AppError `not-found`; `conflict` when it is no longer open, or breaks a bar rule, or its symbol has no asset
   */
  @Transactional()
  async release(id: number, alike: boolean, requester: Requester): Promise<number> {
    await this.runs.lockData();
    const one = await this.lockOpen(id);
    const released = alike ? await this.repository.lockAlike(one) : [one];
    const run = await this.priceRuns.store(
      { kind: 'quarantine-release', source: one.source, parameters: { quarantinedPrice: id, alike }, requester },
      { source: one.source, bars: [released.map(toBar)], confirmed: true },
      { check: refuseImpossible },
    );
    const ids = released.map((price) => price.id);
    await this.repository.markReleased(ids, requester.name, run.runId);
    return run.runId;
  }

  /** Closes an entry without storing it. The same row from the same source gets no new entry. */
  @Transactional()
  async discard(id: number, requester: Requester): Promise<void> {
    await this.lockOpen(id);
    await this.repository.markDiscarded(id, requester.name);
  }

  /** Locks the entry until the transaction ends, so that of two decisions at once the second gets a conflict. */
  private async lockOpen(id: number): Promise<QuarantineEntry> {
    const price = await this.repository.lock(id);
    if (price === undefined) throw notFound(id);
    if (price.state !== 'open') throw new AppError('conflict', `The quarantined price ${id} has been ${price.state}.`);
    return price;
  }
}

function notFound(id: number): AppError {
  return new AppError('not-found', `There is no quarantined price ${id}.`);
}

function toBar({ symbol, date, bar: { close = '', ...others }, line }: QuarantineEntry): PriceBar {
  return { symbol, date, close, ...others, ...(line === null ? {} : { line }) };
}

function refuseImpossible({ counts, quarantined: [reason] }: IngestResult): void {
  if (reason !== undefined) throw new AppError('conflict', `It cannot be a price: ${reason.detail}.`);
  if (counts.protected > 0) {
    throw new AppError('conflict', 'An administrator has set the price of that day; release its protection first.');
  }
}
