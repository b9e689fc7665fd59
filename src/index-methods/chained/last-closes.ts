import type { PriceMatrix } from '../index-method';

/** Walks forward over the rows and carries the last known close of each asset: a halted asset keeps its price. */
export class LastCloses {
  /** By column; NaN before the first close. */
  readonly closes: Float64Array;
  private nextRow = 0;

  constructor(private readonly matrix: PriceMatrix) {
    this.closes = new Float64Array(matrix.symbols.length).fill(Number.NaN);
  }

  /** Takes in every row up to and including `row`, those that are no sessions too. */
  advanceTo(row: number): void {
    for (; this.nextRow <= row; this.nextRow += 1) this.takeIn(this.nextRow);
  }

  private takeIn(row: number): void {
    for (let column = 0; column < this.closes.length; column += 1) {
      const close = this.matrix.closes[column]?.[row] ?? Number.NaN;
      if (!Number.isNaN(close)) this.closes[column] = close;
    }
  }
}
