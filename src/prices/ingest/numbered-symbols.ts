import { AssetTrail } from './asset-trail';
import { Comparison } from './incoming-prices.repository';

/** An asset of the batch: its id, and the number that stands for its symbol. */
export interface NumberedAsset {
  readonly ordinal: number;
  readonly id: number;
}

/** The symbols of a batch, numbered in the order of their first row, with what was noticed about each. */
export class NumberedSymbols {
  private readonly symbols: readonly string[];
  private readonly trails: readonly AssetTrail[];

  constructor(trails: ReadonlyMap<string, AssetTrail>) {
    this.symbols = [...trails.keys()];
    this.trails = [...trails.values()];
  }

  all(): readonly string[] {
    return this.symbols;
  }

  symbolOf(ordinal: number): string {
    const symbol = this.symbols[ordinal];
    if (symbol === undefined) throw new RangeError(`the batch has no symbol number ${ordinal}`);
    return symbol;
  }

  outOfOrder(): number[] {
    return this.trails.filter(({ isOutOfOrder }) => isOutOfOrder).map(({ ordinal }) => ordinal);
  }

  /** What comparing says when none of the assets has a stored price and no row repeats another: all is new. */
  allNew(assets: readonly NumberedAsset[]): Comparison[] {
    return assets.flatMap(({ ordinal, id }) => {
      const trail = this.trails[ordinal];
      const counts = { new: trail?.rows ?? 0, changed: 0, same: 0, protected: 0 };
      return trail === undefined ? [] : [{ assetId: id, ordinal, ...counts, earliest: trail.first }];
    });
  }

  needsExamination(ordinal: number): boolean {
    return this.trails[ordinal]?.needsExamination ?? true;
  }
}
