import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config';
import { MAX_HUNDREDFOLD, MIN_HUNDREDFOLD, anomalyRules, minorUnitRule } from '../validation/anomaly-rules';
import { BREAK_FACTOR, PriceSegment, findSegmentAnomalies } from '../validation/price-segments';
import { BatchReader } from './batch-reader';
import { PriceSegmentsRepository } from './price-segments.repository';
import { QuarantineRange } from './quarantine-writer.repository';
import { Comparison, StagingTableRepository } from './staging-table.repository';

/** Compares the rows of a batch with each other and with the stored prices. Finds those that must not be stored. */
@Injectable()
export class AnomalyDetectionService {
  /** A smaller move between two closes, up or down, breaks no rule. */
  readonly breakFactor: number;
  private readonly jumpFactor: number;

  constructor(
    { prices }: AppConfig,
    private readonly staging: StagingTableRepository,
    private readonly segments: PriceSegmentsRepository,
  ) {
    this.jumpFactor = prices.jumpFactor;
    this.breakFactor = Math.min(BREAK_FACTOR, prices.jumpFactor);
  }

  /** Days on which the batch contradicts itself: nothing tells which of the closes is right. */
  async findContradictions(batch: BatchReader): Promise<QuarantineRange[]> {
    const repeated = await this.staging.findRepeatedDays(batch.outOfOrder());
    return repeated
      .filter(({ contradictory }) => contradictory)
      .map(({ ordinal, date, closes }) => {
        const detail = `the batch has different prices for ${date}: close ${closes.join(' and ')}`;
        return { ordinal, symbol: batch.symbolOf(ordinal), first: date, last: date, rule: 'contradiction', detail };
      });
  }

  /** Rows whose close compares with its neighbours as an error would. Only assets that would change are looked at. */
  async findAnomalies(comparisons: readonly Comparison[], batch: BatchReader): Promise<QuarantineRange[]> {
    const changing = comparisons.filter((comparison) => comparison.new + comparison.changed > 0);
    const restated = changing.some(({ changed }) => changed > 0) ? await this.findRestated(batch) : [];
    return [...restated, ...(await this.findAnomalousSegments(changing, batch))];
  }

  /** A whole history in another currency unit has no break in it, but differs from every stored close. */
  private async findRestated(batch: BatchReader): Promise<QuarantineRange[]> {
    const restated = await this.segments.findRestated(MIN_HUNDREDFOLD, MAX_HUNDREDFOLD);
    return restated.map(({ ordinal, date, close, stored }) => {
      const detail = `close ${close} of ${date} is near 100 times or 1/100 of the stored ${stored}`;
      return { ordinal, symbol: batch.symbolOf(ordinal), first: date, last: date, rule: minorUnitRule.name, detail };
    });
  }

  private async findAnomalousSegments(changing: readonly Comparison[], batch: BatchReader): Promise<QuarantineRange[]> {
    const candidates = await this.chooseCandidates(changing, batch);
    if (candidates.length === 0) return [];
    const ordinalOf = new Map(candidates.map(({ assetId, ordinal }) => [assetId, ordinal]));
    const segments = await this.segments.find([...ordinalOf.keys()], this.breakFactor);
    return byAsset(segments).flatMap(([assetId, ofAsset]) => {
      const ordinal = ordinalOf.get(assetId) ?? -1;
      const anomalies = findSegmentAnomalies(ofAsset, anomalyRules(this.jumpFactor));
      return anomalies.map(({ segment: { first, last }, rule, detail }) => {
        return { ordinal, symbol: batch.symbolOf(ordinal), first, last, rule, detail };
      });
    });
  }

  /** An asset without stored prices, whose rows came in order and without a break, has one segment. */
  private async chooseCandidates(changing: readonly Comparison[], batch: BatchReader): Promise<Comparison[]> {
    const priced = new Set(await this.staging.findPriced(changing.map(({ assetId }) => assetId)));
    const smooth = batch.smooth();
    return changing.filter(({ assetId, ordinal }) => priced.has(assetId) || !smooth.has(ordinal));
  }
}

function byAsset(segments: readonly PriceSegment[]): [number, PriceSegment[]][] {
  const groups = new Map<number, PriceSegment[]>();
  for (const segment of segments) {
    const group = groups.get(segment.assetId);
    if (group === undefined) groups.set(segment.assetId, [segment]);
    else group.push(segment);
  }
  return [...groups];
}
