import { closeOf, weekdays } from '../../support/csv-market';
import { Random } from './random';

const FIRST_DAY = '2022-01-03';
const LONGEST = 600;
const DAYS = weekdays(FIRST_DAY, LONGEST);

/** What the vendor says at a time: closes with four decimals, by symbol, from the first day on. */
export type Edition = ReadonlyMap<string, readonly string[]>;

export interface DatedClose {
  readonly date: string;
  readonly close: string;
}

/**
 * A market that is another one each time: one more day, often a correction of one of the last days, sometimes the whole
 * history of a symbol restated, as after a dividend.
 */
export class ChangingMarket {
  private closes: Map<string, number[]>;

  constructor(
    readonly symbols: readonly [string, ...string[]],
    days: number,
    private readonly random: Random,
  ) {
    this.closes = new Map(
      symbols.map((symbol) => [symbol, Array.from({ length: days }, (_, day) => closeOf(symbol, day))]),
    );
  }

  advance(): void {
    for (const [symbol, closes] of this.closes) closes.push(closeOf(symbol, closes.length) * this.trend(symbol));
    if (this.random.next() < 0.6) this.correct(this.random.one(this.symbols));
    if (this.random.next() < 0.2) this.restate(this.random.one(this.symbols));
  }

  get edition(): Edition {
    return new Map([...this.closes].map(([symbol, closes]) => [symbol, closes.map((close) => close.toFixed(4))]));
  }

  /** The closes of a symbol from a day to another, both included. */
  between(symbol: string, from: string, to: string): DatedClose[] {
    return (this.closes.get(symbol) ?? [])
      .map((close, day) => ({ date: dayAt(day), close: close.toFixed(4) }))
      .filter(({ date }) => date >= from && date <= to);
  }

  /** What restating has done to a symbol so far goes on. */
  private trend(symbol: string): number {
    const [first = 1] = this.closes.get(symbol) ?? [];
    return first / closeOf(symbol, 0);
  }

  private correct(symbol: string): void {
    const closes = this.closes.get(symbol) ?? [];
    const day = closes.length - 2 - this.random.below(3);
    closes[day] = (closes[day] ?? 1) * (this.random.next() < 0.5 ? 0.99 : 1.01);
  }

  private restate(symbol: string): void {
    const factor = this.random.one([0.98, 0.99, 1.01, 1.02]);
    this.closes.set(
      symbol,
      (this.closes.get(symbol) ?? []).map((close) => close * factor),
    );
  }
}

/** The day of a place in an edition. */
export function dayAt(position: number): string {
  const day = DAYS[position];
  if (day === undefined) throw new Error(`The market has ${LONGEST} days`);
  return day;
}
