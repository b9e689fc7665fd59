import { setImmediate } from 'node:timers/promises';
import { findViolation } from '../rules/price.rules';
import { SessionDays } from '../../platform/utils/exchange-calendar';
import { Violation } from '../rules/price-rule';
import { AssetTrail } from './asset-trail';
import { PriceBar, PriceBatch } from './price-bar';

/** A bar that is wrong by itself. */
export interface RejectedBar extends Violation {
  readonly bar: PriceBar;
}

/** Characters of a portion for COPY: large enough to be few, small enough to be encoded within a millisecond or two. */
const PORTION = 65_536;

/** A source of which so much is wrong is no list of prices; all its faults would have to be held in memory. */
const MOST_REJECTED = 200_000;

/** Reads a batch once: sorts out what is wrong by itself, and turns the rest into rows for COPY. */
export class BatchReader {
  readonly rejected: RejectedBar[] = [];
  readonly trails = new Map<string, AssetTrail>();
  private rowsRead = 0;

  constructor(
    private readonly context: SessionDays,
    private readonly breakFactor: number,
  ) {}

  get read(): number {
    return this.rowsRead;
  }

  /** Rows of `incoming_rows` in COPY's text format. Other work gets its turn between two portions. */
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

  private rowOf(bar: PriceBar): string {
    this.rowsRead++;
    const violation = findViolation(bar, this.context);
    if (violation !== undefined) return this.reject(bar, violation);
    const trail = this.trailOf(bar.symbol);
    trail.add(bar.date, bar.close);
    return (
      `${trail.ordinal}\t${bar.date}\t${bar.close}\t${bar.open || '\\N'}\t${bar.high || '\\N'}\t${bar.low || '\\N'}\t` +
      `${bar.volume || '\\N'}\t${bar.line ?? '\\N'}\n`
    );
  }

  private reject(bar: PriceBar, violation: Violation): string {
    if (this.rejected.length >= MOST_REJECTED) {
      throw new Error(`more than ${MOST_REJECTED} rows are no prices; the last: ${violation.detail}`);
    }
    this.rejected.push({ bar, ...violation });
    return '';
  }

  private trailOf(symbol: string): AssetTrail {
    let trail = this.trails.get(symbol);
    if (trail === undefined) {
      trail = new AssetTrail(this.trails.size, this.breakFactor);
      this.trails.set(symbol, trail);
    }
    return trail;
  }
}
