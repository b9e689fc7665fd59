import { Injectable } from '@nestjs/common';
import { FetchedBars } from '../../market-data';
import { Propagation, Transactional } from '../../platform/database';
import { IngestResult, PriceBar, PriceChangeListener, PriceCoverage, PriceIngestService } from '../../prices';
import { RunsService } from '../../runs';
import { Fetched } from '../fetch/fetched';
import { findRecentGaps } from '../fetch/recent-gaps';
import { RefreshReport, mergeIngests, reportOf } from './refresh-report';

/** Another change of the data, or a large history, takes its time. Milliseconds. */
const PATIENCE = { lockTimeout: 30_000, statementTimeout: 60_000 } as const;

/** Told what the storing is about to do. */
export type StageListener = (stage: 'waiting' | 'prices' | 'indices' | 'recording') => Promise<void>;

/** Its run has no record yet, and will have none. */
const NO_RUN = 0;

/** What a rehearsal throws to take everything back. */
class Rehearsed extends Error {
  constructor(readonly report: RefreshReport) {
    super('a rehearsal was taken back');
  }
}

/** Stores what was fetched: prices, what is computed from them, and the end of the run. All of it or nothing. */
@Injectable()
export class RefreshStorageService {
  constructor(
    private readonly runs: RunsService,
    private readonly ingestion: PriceIngestService,
    private readonly listener: PriceChangeListener,
    private readonly coverage: PriceCoverage,
  ) {}

  @Transactional(PATIENCE)
  async store(runId: number, fetched: Fetched, enter: StageListener): Promise<RefreshReport> {
    const report = await this.change(runId, fetched, enter);
    await enter('recording');
    await this.runs.succeed(runId, report);
    return report;
  }

  /** Says what `store` would do, and does nothing. All that is undone is a part: as a whole nothing was rolled back. */
  @Transactional(PATIENCE)
  async rehearse(fetched: Fetched): Promise<RefreshReport> {
    try {
      return await this.changeAndTakeBack(fetched);
    } catch (error) {
      if (error instanceof Rehearsed) return error.report;
      throw error;
    }
  }

  @Transactional(Propagation.Nested)
  protected async changeAndTakeBack(fetched: Fetched): Promise<never> {
    throw new Rehearsed(await this.change(NO_RUN, fetched, () => Promise.resolve()));
  }

  private async change(runId: number, fetched: Fetched, enter: StageListener): Promise<RefreshReport> {
    await enter('waiting');
    await this.runs.waitForOthers();
    await this.runs.refuseRevertedSince(fetched.plannedAt);
    await enter('prices');
    const ingested = mergeIngests(await this.ingestAll(runId, fetched.bars));
    await enter('indices');
    const changed = ingested.earliestDayByAsset.size > 0;
    const rebuilt = changed ? await this.listener.pricesChanged({ runId, ...ingested }) : {};
    const lacking = await this.coverage.withoutPrices(findRecentGaps(fetched.bars));
    return reportOf(fetched, ingested, lacking, rebuilt);
  }

  /** One batch for each provider that spoke: its name stands beside its prices. */
  private async ingestAll(runId: number, bars: readonly FetchedBars[]): Promise<IngestResult[]> {
    const results: IngestResult[] = [];
    for (const source of new Set(bars.map(({ provider }) => provider))) {
      const spoken = bars.filter(({ provider }) => provider === source);
      results.push(await this.ingestion.ingest({ runId, source, bars: portions(spoken) }));
    }
    return results;
  }
}

/** Asset by asset; made anew each time, because a transaction may be repeated. */
function portions(fetched: readonly FetchedBars[]): Iterable<readonly PriceBar[]> {
  return {
    *[Symbol.iterator]() {
      for (const { symbol, bars } of fetched) yield bars.map((bar) => ({ symbol, ...bar }));
    },
  };
}
