import { Injectable } from '@nestjs/common';
import { AssetsService } from '../../assets';
import { AppConfig } from '../../platform/config';
import { Propagation, Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { ExchangeCalendar } from '../../platform/utils/exchange-calendar';
import { Hold, QuarantineRepository } from '../quarantine/quarantine.repository';
import { QuarantinedPricesRepository } from '../quarantine/quarantined-prices.repository';
import { breakFactor } from './asset-trail';
import { BatchReader } from './batch-reader';
import { DemoPricesRepository, RetiredPrices } from './demo-prices.repository';
import { ExaminationService } from './examination.service';
import { Comparison, IncomingPricesRepository } from './incoming-prices.repository';
import { DEMO_SOURCE, IngestRequest, IngestResult, MOST_REASONS, QuarantinedRows } from './ingest';
import { countsOf, earliestDays, groupRejected, ingestByAsset } from './ingest-report';
import { NumberedAsset, NumberedSymbols } from './numbered-symbols';

/** The one way by which prices of any source get into the tables. */
@Injectable()
export class PriceIngestService {
  constructor(
    private readonly config: AppConfig,
    private readonly calendar: ExchangeCalendar,
    private readonly assets: AssetsService,
    private readonly incoming: IncomingPricesRepository,
    private readonly examination: ExaminationService,
    private readonly quarantine: QuarantineRepository,
    private readonly decided: QuarantinedPricesRepository,
    private readonly demo: DemoPricesRepository,
  ) {}

  /**
   * Holds a batch against the rules and stores what passes; what does not is quarantined, and nothing is lost. Storing the
   * same batch again writes nothing. Belongs inside a run: `runId` comes from `RunsService.begin`.
   * @throws AppError `conflict` when demo prices would mix with real ones
   */
  @Transactional(Propagation.Mandatory)
  async ingest(request: IngestRequest): Promise<IngestResult> {
    await this.refuseMixing(request.source);
    const reader = await this.receive(request);
    const symbols = new NumberedSymbols(reader.trails);
    const { unknownSymbols, assets } = await this.numberAssets(symbols, request);
    const held = [
      ...(await this.hold(unknownHolds(unknownSymbols, symbols, request), request)),
      ...(await this.removeRepetitions(symbols, request)),
    ];
    const retired = await this.retireDemo(request);
    const { comparisons, suspicious } = await this.judge(symbols, assets, request);
    await this.store(comparisons, request);
    const quarantined = [...groupRejected(reader.rejected), ...held, ...suspicious];
    const heldRows = [...held, ...suspicious].reduce((total, { rows }) => total + rows, 0);
    return {
      counts: countsOf(reader.read, reader.rejected.length + heldRows, comparisons, retired),
      earliestDayByAsset: earliestDays(comparisons, retired),
      assets: ingestByAsset(comparisons, (ordinal) => symbols.symbolOf(ordinal)),
      quarantined: quarantined.slice(0, MOST_REASONS),
      unknownSymbols,
    };
  }

  private async refuseMixing(source: string): Promise<void> {
    if (source !== DEMO_SOURCE || !(await this.demo.existReal())) return;
    throw new AppError('conflict', 'The database holds real prices; demo prices are never mixed with them.');
  }

  private async receive({ bars, runId, source }: IngestRequest): Promise<BatchReader> {
    const reader = new BatchReader(this.calendar.now(), breakFactor(this.config.prices.jumpFactor));
    await this.incoming.open();
    await this.incoming.copy(reader.rows(bars));
    await this.quarantine.keep(reader.rejected, { runId, source });
    return reader;
  }

  /** Symbols without an asset have one now, if the request wants it. */
  private async numberAssets(
    symbols: NumberedSymbols,
    { unknownSymbols }: IngestRequest,
  ): Promise<{ unknownSymbols: string[]; assets: NumberedAsset[] }> {
    const unknown = await this.assets.findUnknown(symbols.all());
    if (unknownSymbols === 'create') await this.assets.ensureNamed(unknown);
    const ids = new Map((await this.assets.findBySymbols(symbols.all())).map(({ symbol, id }) => [symbol, id]));
    const assets = symbols.all().flatMap((symbol, ordinal) => {
      const id = ids.get(symbol);
      return id === undefined ? [] : [{ ordinal, id }];
    });
    await this.incoming.number(assets);
    return { unknownSymbols: unknown, assets };
  }

  private async removeRepetitions(symbols: NumberedSymbols, request: IngestRequest): Promise<QuarantinedRows[]> {
    const outOfOrder = symbols.outOfOrder();
    if (outOfOrder.length === 0) return [];
    const held = await this.hold(await this.examination.findContradictions(symbols), request);
    await this.incoming.dropRepetitions(outOfOrder);
    return held;
  }

  /** The first real prices end the demo. */
  private async retireDemo({ source, runId }: IngestRequest): Promise<RetiredPrices[]> {
    if (source === DEMO_SOURCE || !(await this.demo.existDemo()) || (await this.incoming.isEmpty())) return [];
    return this.demo.retire(runId);
  }

  private async judge(
    symbols: NumberedSymbols,
    assets: readonly NumberedAsset[],
    request: IngestRequest,
  ): Promise<{ comparisons: Comparison[]; suspicious: QuarantinedRows[] }> {
    const comparisons = await this.compare(symbols, assets);
    if (request.confirmed) return { comparisons, suspicious: [] };
    const holds = await this.examination.findSuspicious(comparisons, symbols);
    if (holds.length === 0) return { comparisons, suspicious: [] };
    const suspicious = await this.hold(holds, request);
    return { comparisons: await this.incoming.compare(), suspicious };
  }

  private async compare(symbols: NumberedSymbols, assets: readonly NumberedAsset[]): Promise<Comparison[]> {
    const isSimple =
      symbols.outOfOrder().length === 0 && (await this.incoming.findPriced(assets.map(({ id }) => id))).length === 0;
    return isSimple ? symbols.allNew(assets) : this.incoming.compare();
  }

  private async hold(holds: readonly Hold[], request: IngestRequest): Promise<QuarantinedRows[]> {
    return holds.length === 0 ? [] : this.quarantine.hold(holds, request);
  }

  private async store(comparisons: readonly Comparison[], { source, runId }: IngestRequest): Promise<void> {
    const isChanging = comparisons.some(({ changed }) => changed > 0);
    const isGrowing = comparisons.some((comparison) => comparison.new > 0);
    if (isChanging) {
      await this.incoming.keepSuperseded(runId);
      await this.incoming.overwrite(source, runId);
    }
    const isAllNew = comparisons.every(({ changed, same, protected: kept }) => changed + same + kept === 0);
    if (isGrowing) await this.incoming.insertNew(source, runId, isAllNew);
    if (isChanging || isGrowing) await this.decided.markStored(runId);
  }
}

function unknownHolds(unknown: readonly string[], symbols: NumberedSymbols, { unknownSymbols }: IngestRequest): Hold[] {
  if (unknownSymbols === 'create' || unknown.length === 0) return [];
  const set = new Set(unknown);
  return symbols.all().flatMap((symbol, ordinal) =>
    set.has(symbol)
      ? [
          {
            ordinal,
            symbol,
            first: '-infinity',
            last: 'infinity',
            rule: 'symbol',
            detail: `there is no asset ${symbol}`,
          },
        ]
      : [],
  );
}
