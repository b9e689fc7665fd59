import type { TargetWeights } from './target-weights';

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
