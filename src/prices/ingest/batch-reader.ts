import { setImmediate } from 'node:timers/promises';
import { SessionDays } from '../../platform/utils/exchange-calendar';
import { Violation, findViolation } from '../validation/bar-rules';
import { PriceBar, PriceBatch } from '../validation/price-bar';
import { Comparison } from './staging-table.repository';

/** A bar that breaks a rule by itself. */
export interface RejectedBar extends Violation {
  readonly bar: PriceBar;
}

/** An asset of the batch: its id, and the number that stands for its symbol in the staging table. */
export interface NumberedAsset {
  readonly ordinal: number;
  readonly id: number;
}

/** Characters of a portion for COPY: large enough to be few, small enough to be encoded within a millisecond or two. */
const PORTION = 65_536;

/** A source with more faults is no list of prices, and all its faults would have to be held in memory. */
const MAX_REJECTED = 200_000;

/** Reads a batch once: rejects bars that break a rule by themselves and turns the rest into rows for COPY. */
export class BatchReader {
  readonly rejected: RejectedBar[] = [];
  private readonly trails: AssetTrail[] = [];
  private readonly trailBySymbol = new Map<string, AssetTrail>();
  private rowsRead = 0;

  /** @param breakFactor a move by this factor, up or down, needs anomaly detection */
  constructor(
    private readonly days: SessionDays,
    private readonly breakFactor: number,
  ) {}

  get read(): number {
    return this.rowsRead;
  }

  /** Rows of the staging table in COPY's text format. Other work gets its turn between two portions. */
  async *rows(batch: PriceBatch): AsyncGenerator<string> {
    let portion = '';
    for await (const bars of batch) {
      for (const bar of bars) {
        portion += this.rowOf(bar);
        if (portion.length < PORTION) continue;
        yield portion;
        portion = '';
        await setImmediate();
      }
    }
    if (portion !== '') yield portion;
  }

  /** The symbols in the order of their first row; the position of each is its ordinal. */
  symbols(): string[] {
    return this.trails.map(({ symbol }) => symbol);
  }

  symbolOf(ordinal: number): string {
    const trail = this.trails[ordinal];
    if (trail === undefined) throw new RangeError(`The batch has no symbol number ${ordinal}`);
    return trail.symbol;
  }

  /** The ordinals of symbols with a day that is not after the one before: rows may repeat or contradict each other. */
  outOfOrder(): number[] {
    return this.trails.filter(({ isOutOfOrder }) => isOutOfOrder).map(({ ordinal }) => ordinal);
  }

  /** The ordinals of symbols whose rows came in order and without a break. */
  smooth(): ReadonlySet<number> {
    const smooth = this.trails.filter(({ isOutOfOrder, isBroken }) => !isOutOfOrder && !isBroken);
    return new Set(smooth.map(({ ordinal }) => ordinal));
  }

  /** The comparison with the stored prices when there are none and no row repeats another: all rows are new. */
  allNew(assets: readonly NumberedAsset[]): Comparison[] {
    return assets.flatMap(({ ordinal, id }) => {
      const trail = this.trails[ordinal];
      if (trail === undefined) return [];
      const counts = { new: trail.rows, changed: 0, same: 0, protected: 0 };
      return [{ assetId: id, ordinal, ...counts, earliest: trail.firstDay }];
    });
  }

  private rowOf(bar: PriceBar): string {
    this.rowsRead++;
    const violation = findViolation(bar, this.days);
    if (violation !== undefined) return this.reject(bar, violation);
    const trail = this.trailOf(bar.symbol);
    trail.add(bar.date, bar.close);
    return (
      `${trail.ordinal}\t${bar.date}\t${bar.close}\t${bar.open || '\\N'}\t${bar.high || '\\N'}\t${bar.low || '\\N'}\t` +
      `${bar.volume || '\\N'}\t${bar.line ?? '\\N'}\n`
    );
  }

  private reject(bar: PriceBar, violation: Violation): string {
    if (this.rejected.length >= MAX_REJECTED) {
      throw new Error(`More than ${MAX_REJECTED} rows are no prices; the last: ${violation.detail}`);
    }
    this.rejected.push({ bar, ...violation });
    return '';
  }

  private trailOf(symbol: string): AssetTrail {
    const known = this.trailBySymbol.get(symbol);
    if (known !== undefined) return known;
    const trail = new AssetTrail(symbol, this.trails.length, this.breakFactor);
    this.trails.push(trail);
    this.trailBySymbol.set(symbol, trail);
    return trail;
  }
}

/**
 * Follows one asset's rows as they arrive. Most batches come in order and without a break; sorting them in the database
 * only to find that out would cost a third of the import.
 */
class AssetTrail {
  rows = 0;
  /** The first row's day: the earliest, as long as nothing is out of order. */
  firstDay = '';
  isOutOfOrder = false;
  isBroken = false;
  private lastDay = '';
  private lastClose = 0;

  constructor(
    readonly symbol: string,
    readonly ordinal: number,
    private readonly breakFactor: number,
  ) {}

  add(day: string, closeText: string): void {
    const close = Number(closeText);
    if (this.rows++ === 0) this.firstDay = day;
    else if (day <= this.lastDay) this.isOutOfOrder = true;
    else if (!(close < this.lastClose * this.breakFactor && this.lastClose < close * this.breakFactor)) {
      this.isBroken = true;
    }
    this.lastDay = day;
    this.lastClose = close;
  }
}
