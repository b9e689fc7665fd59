import { Injectable } from '@nestjs/common';
import { Asset, AssetsService } from '../../assets';
import { Propagation, Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { ExchangeCalendar } from '../../platform/utils/exchange-calendar';
import { DEMO_SOURCE } from '../validation/price-bar';
import { AnomalyDetectionService } from './anomaly-detection.service';
import { BatchReader, NumberedAsset } from './batch-reader';
import { DemoPricesRepository, RetiredPrices } from './demo-prices.repository';
import { IngestRequest, IngestResult, QuarantinedRows, resultOf } from './ingest-result';
import { QuarantineRange, QuarantineWriter } from './quarantine-writer.repository';
import { Comparison, StagingTableRepository } from './staging-table.repository';

/** The one way by which prices of any source get into the tables. */
@Injectable()
export class PriceIngestService {
  constructor(
    private readonly calendar: ExchangeCalendar,
    private readonly assets: AssetsService,
    private readonly staging: StagingTableRepository,
    private readonly anomalies: AnomalyDetectionService,
    private readonly quarantine: QuarantineWriter,
    private readonly demo: DemoPricesRepository,
  ) {}

  /**
   * Checks a batch against the rules and stores what passes; the rest is quarantined, and nothing is lost. Storing the same
   * batch again writes nothing. Belongs inside a run: `runId` comes from `RunsService.begin`.
   * @throws AppError `conflict` when demo prices would mix with real ones
   */
  @Transactional(Propagation.Mandatory)
  async ingest(request: IngestRequest): Promise<IngestResult> {
    await this.refuseMixing(request.source);
    const batch = await this.stage(request);
    const { assets, unknownSymbols } = await this.numberAssets(batch, request);
    const unknown = await this.quarantineUnknown(unknownSymbols, batch, request);
    const contradictory = await this.removeRepetitions(batch, request);
    const retired = await this.retireDemo(request);
    const { comparisons, anomalous } = await this.detectAnomalies(batch, assets, request);
    await this.store(comparisons, request);
    const quarantined = [...unknown, ...contradictory, ...anomalous];
    return resultOf(batch, quarantined, comparisons, retired, unknownSymbols);
  }

  private async refuseMixing(source: string): Promise<void> {
    if (source !== DEMO_SOURCE || !(await this.demo.hasRealPrices())) return;
    throw new AppError('conflict', 'The database holds real prices; demo prices are never mixed with them.');
  }

  /** Copies the rows that are possible prices into the staging table; the others are quarantined. */
  private async stage({ bars, runId, source }: IngestRequest): Promise<BatchReader> {
    const batch = new BatchReader(this.calendar.now(), this.anomalies.breakFactor);
    await this.staging.open();
    await this.staging.copy(batch.rows(bars));
    await this.quarantine.addRejected(batch.rejected, { runId, source });
    return batch;
  }

  /** Creates assets for unknown symbols first, if the request wants it. */
  private async numberAssets(
    batch: BatchReader,
    { unknownSymbols, runId }: IngestRequest,
  ): Promise<{ assets: NumberedAsset[]; unknownSymbols: string[] }> {
    const symbols = batch.symbols();
    const unknown = await this.assets.findUnknown(symbols);
    if (unknownSymbols === 'create') await this.assets.ensureImported(unknown, runId);
    const found = await this.assets.findBySymbols(symbols);
    const reactivated = unknownSymbols === 'create' ? await this.reactivateReverted(found, runId) : [];
    const ids = new Map(found.map(({ symbol, id }) => [symbol, id]));
    const assets = symbols.flatMap((symbol, ordinal) => {
      const id = ids.get(symbol);
      return id === undefined ? [] : [{ ordinal, id }];
    });
    await this.staging.number(assets);
    return { assets, unknownSymbols: [...unknown, ...reactivated] };
  }

  /** The revert of an import deactivates the assets that it created: importing them again activates them. */
  private async reactivateReverted(found: readonly Asset[], runId: number): Promise<string[]> {
    const inactive = found.filter(({ active, createdByRun }) => !active && createdByRun !== null);
    if (inactive.length === 0) return [];
    const priced = await this.staging.findPriced(inactive.map(({ id }) => id));
    const reverted = inactive.filter(({ id }) => !priced.includes(id));
    await this.assets.reactivateImported(
      reverted.map(({ id }) => id),
      runId,
    );
    return reverted.map(({ symbol }) => symbol);
  }

  private async quarantineUnknown(
    unknown: readonly string[],
    batch: BatchReader,
    request: IngestRequest,
  ): Promise<QuarantinedRows[]> {
    if (request.unknownSymbols === 'create' || unknown.length === 0) return [];
    const isUnknown = new Set(unknown);
    const ranges = batch.symbols().flatMap((symbol, ordinal) => {
      const detail = `there is no asset ${symbol}`;
      const range = { ordinal, symbol, first: '-infinity', last: 'infinity', rule: 'symbol', detail };
      return isUnknown.has(symbol) ? [range] : [];
    });
    return this.quarantineStaged(ranges, request);
  }

  private async removeRepetitions(batch: BatchReader, request: IngestRequest): Promise<QuarantinedRows[]> {
    const outOfOrder = batch.outOfOrder();
    if (outOfOrder.length === 0) return [];
    const contradictory = await this.quarantineStaged(await this.anomalies.findContradictions(batch), request);
    await this.staging.dropRepetitions(outOfOrder);
    return contradictory;
  }

  /** The first real prices end the demo. */
  private async retireDemo({ source, runId }: IngestRequest): Promise<RetiredPrices[]> {
    if (source === DEMO_SOURCE || !(await this.demo.hasDemoPrices()) || (await this.staging.isEmpty())) return [];
    return this.demo.retire(runId);
  }

  private async detectAnomalies(
    batch: BatchReader,
    assets: readonly NumberedAsset[],
    request: IngestRequest,
  ): Promise<{ comparisons: Comparison[]; anomalous: QuarantinedRows[] }> {
    const comparisons = await this.compare(batch, assets);
    if (request.confirmed) return { comparisons, anomalous: [] };
    const anomalies = await this.anomalies.findAnomalies(comparisons, batch);
    if (anomalies.length === 0) return { comparisons, anomalous: [] };
    const anomalous = await this.quarantineStaged(anomalies, request);
    return { comparisons: await this.staging.compare(), anomalous };
  }

  private async compare(batch: BatchReader, assets: readonly NumberedAsset[]): Promise<Comparison[]> {
    const isInOrder = batch.outOfOrder().length === 0;
    const isAllNew = isInOrder && (await this.staging.findPriced(assets.map(({ id }) => id))).length === 0;
    return isAllNew ? batch.allNew(assets) : this.staging.compare();
  }

  private async quarantineStaged(
    ranges: readonly QuarantineRange[],
    request: IngestRequest,
  ): Promise<QuarantinedRows[]> {
    return ranges.length === 0 ? [] : this.quarantine.moveStaged(ranges, request);
  }

  private async store(comparisons: readonly Comparison[], { source, runId }: IngestRequest): Promise<void> {
    const isChanging = comparisons.some(({ changed }) => changed > 0);
    const isGrowing = comparisons.some((comparison) => comparison.new > 0);
    if (isChanging) {
      await this.staging.keepSuperseded(runId);
      await this.staging.overwrite(source, runId);
    }
    const isAllNew = comparisons.every(({ changed, same, protected: kept }) => changed + same + kept === 0);
    if (isGrowing) await this.staging.insertNew(source, runId, isAllNew);
    if (isChanging || isGrowing) await this.quarantine.releaseStored(runId);
  }
}
