import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config';
import { findHeldLevels } from '../levels/held-levels';
import { levelRules } from '../levels/level.rules';
import { LEAST_HUNDREDFOLD, MOST_HUNDREDFOLD, penceRule } from '../levels/pence.rule';
import { PriceLevel } from '../levels/price-level';
import { Hold } from '../quarantine/quarantine.repository';
import { breakFactor } from './asset-trail';
import { Comparison, IncomingPricesRepository } from './incoming-prices.repository';
import { NumberedSymbols } from './numbered-symbols';
import { PriceLevelsRepository } from './price-levels.repository';

/** Holds the rows of a batch against each other and against the stored prices. Says what must not be stored. */
@Injectable()
export class ExaminationService {
  constructor(
    private readonly config: AppConfig,
    private readonly incoming: IncomingPricesRepository,
    private readonly levels: PriceLevelsRepository,
  ) {}

  /** Days on which the batch contradicts itself; which of the closes is right nobody can say. */
  async findContradictions(symbols: NumberedSymbols): Promise<Hold[]> {
    const ordinals = symbols.outOfOrder();
    if (ordinals.length === 0) return [];
    const repeated = await this.incoming.findRepeatedDays(ordinals);
    return repeated
      .filter(({ contradictory }) => contradictory)
      .map(({ ordinal, date, closes }) => ({
        ordinal,
        symbol: symbols.symbolOf(ordinal),
        first: date,
        last: date,
        rule: 'contradiction',
        detail: `the batch has different prices for ${date}: close ${closes.join(' and ')}`,
      }));
  }

  /** Rows whose close stands to its neighbours as a mistake would. Only assets about to change are looked at. */
  async findSuspicious(comparisons: readonly Comparison[], symbols: NumberedSymbols): Promise<Hold[]> {
    const changing = comparisons.filter((comparison) => comparison.new + comparison.changed > 0);
    const restated = changing.some(({ changed }) => changed > 0) ? await this.findRestated(symbols) : [];
    return [...restated, ...(await this.findOffLevel(changing, symbols))];
  }

  /** A whole history in another unit has no break in it, but every stored close says so. */
  private async findRestated(symbols: NumberedSymbols): Promise<Hold[]> {
    const restated = await this.levels.findRestated(LEAST_HUNDREDFOLD, MOST_HUNDREDFOLD);
    return restated.map(({ ordinal, date, close, stored }) => ({
      ordinal,
      symbol: symbols.symbolOf(ordinal),
      first: date,
      last: date,
      rule: penceRule.name,
      detail: `close ${close} of ${date} is near 100 times or 1/100 of the stored ${stored}`,
    }));
  }

  private async findOffLevel(changing: readonly Comparison[], symbols: NumberedSymbols): Promise<Hold[]> {
    const assetIds = await this.chooseExamined(changing, symbols);
    if (assetIds.length === 0) return [];
    const ordinalOf = new Map(changing.map(({ assetId, ordinal }) => [assetId, ordinal]));
    const { jumpFactor } = this.config.prices;
    const levels = await this.levels.findBroken(assetIds, breakFactor(jumpFactor));
    return byAsset(levels).flatMap(([assetId, ofAsset]) => {
      const ordinal = ordinalOf.get(assetId) ?? -1;
      return findHeldLevels(ofAsset, levelRules(jumpFactor)).map(({ level: { first, last }, rule, detail }) => {
        return { ordinal, symbol: symbols.symbolOf(ordinal), first, last, rule, detail };
      });
    });
  }

  /** An asset without stored prices, whose rows came in order and without a break, needs no look. */
  private async chooseExamined(changing: readonly Comparison[], symbols: NumberedSymbols): Promise<number[]> {
    const priced = new Set(await this.incoming.findPriced(changing.map(({ assetId }) => assetId)));
    return changing
      .filter(({ assetId, ordinal }) => priced.has(assetId) || symbols.needsExamination(ordinal))
      .map(({ assetId }) => assetId);
  }
}

function byAsset(levels: readonly PriceLevel[]): [number, PriceLevel[]][] {
  const groups = new Map<number, PriceLevel[]>();
  for (const level of levels) {
    const group = groups.get(level.assetId);
    if (group === undefined) groups.set(level.assetId, [level]);
    else group.push(level);
  }
  return [...groups];
}
