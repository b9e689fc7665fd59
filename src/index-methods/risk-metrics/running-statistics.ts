import { quantileOfSorted } from '../shared/statistics';
import type { Moments, RelativeStatistics } from './risk-metrics';

/**
 * Means, deviations and covariance of pairs that come one by one, without keeping them.
 * Source: Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products" (1962).
 */
export class RunningPairs {
  private count = 0;
  private leftMean = 0;
  private rightMean = 0;
  private leftSquares = 0;
  private rightSquares = 0;
  private products = 0;

  add(left: number, right: number): void {
    this.count += 1;
    const leftDelta = left - this.leftMean;
    const rightDelta = right - this.rightMean;
    this.leftMean += leftDelta / this.count;
    this.rightMean += rightDelta / this.count;
    this.leftSquares += leftDelta * (left - this.leftMean);
    this.rightSquares += rightDelta * (right - this.rightMean);
    this.products += leftDelta * (right - this.rightMean);
  }

  statistics(active: RunningMoments): RelativeStatistics {
    return {
      index: moments(this.count, this.leftMean, this.leftSquares),
      benchmark: moments(this.count, this.rightMean, this.rightSquares),
      covariance: this.products / (this.count - 1),
      active: active.moments(),
    };
  }
}

/** The same of single values. */
export class RunningMoments {
  private count = 0;
  private mean = 0;
  private squares = 0;

  add(value: number): void {
    this.count += 1;
    const delta = value - this.mean;
    this.mean += delta / this.count;
    this.squares += delta * (value - this.mean);
  }

  moments(): Moments {
    return moments(this.count, this.mean, this.squares);
  }
}

function moments(count: number, mean: number, squares: number): Moments {
  return { count, mean, deviation: Math.sqrt(squares / (count - 1)) };
}

/** Returns kept ascending as they come. Moving the larger ones up is one copy of memory, 8,800 times in some 10 ms. */
export class SortedReturns {
  private readonly sorted: Float64Array;
  private count = 0;

  constructor(capacity: number) {
    this.sorted = new Float64Array(capacity);
  }

  add(value: number): void {
    const position = this.firstAbove(value);
    this.sorted.copyWithin(position + 1, position, this.count);
    this.sorted[position] = value;
    this.count += 1;
  }

  quantile(fraction: number): number {
    return quantileOfSorted(this.sorted, this.count, fraction);
  }

  private firstAbove(value: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.sorted[middle] ?? Number.NaN) > value) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
