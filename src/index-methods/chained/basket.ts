import type { PriceMatrix } from '../shared/index-method';
import type { TargetWeights } from './target-weights';

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

/**
 * What 1, spread by the weights at the closes of the reference session, buys: q_i = w_i / p_i units of each asset, held from
 * then on, so that weights drift with prices. The index holds these units times its level.
 */
export class Basket {
  private readonly columns: Int32Array;
  private readonly units: Float64Array;

  constructor({ columns, weights }: TargetWeights, closes: Float64Array) {
    this.columns = Int32Array.from(columns);
    this.units = Float64Array.from(weights, (weight, position) => weight / closeOf(closes, columns[position]));
  }

  /** What 1 invested on the reference session is worth at these closes (by column, the last known of each). */
  worth(closes: Float64Array): number {
    let sum = 0;
    for (let position = 0; position < this.columns.length; position += 1) {
      sum += (this.units[position] ?? 0) * closeOf(closes, this.columns[position]);
    }
    return sum;
  }
}

function closeOf(closes: Float64Array, column: number | undefined): number {
  return closes[column ?? -1] ?? Number.NaN;
}
