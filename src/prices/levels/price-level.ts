/**
 * A stretch of one asset's closes without a break: each is less than `BREAK_FACTOR` times the one before it, up or down.
 * The stretches of a batch and of the stored closes around it are judged as wholes, so that one bad bar is told from the
 * good ones after it, and the bars after a split are not taken for good because they agree with each other.
 */
export interface PriceLevel {
  readonly assetId: number;
  /** First and last day, `YYYY-MM-DD`. */
  readonly first: string;
  readonly last: string;
  readonly firstClose: number;
  readonly lastClose: number;
  readonly bars: number;
  /** Whether a close of it is stored already: what is stored has been accepted before. */
  readonly trusted: boolean;
  /** How coarse prices are quoted there: the smallest move among the first bars, as a fraction of the close; 0 if unknown. */
  readonly coarseness: number;
}

/** Smaller moves between two closes are no rule's business: the nearest split is 2:1, looked for within 3 %. */
export const BREAK_FACTOR = 1.9;

/** How a level stands to the accepted close next to it. */
export interface LevelStep {
  /** The level's close divided by the accepted close. */
  readonly ratio: number;
  /** Whether a second close, on another day, holds the level, and the closes do not return from it at once. */
  readonly confirmed: boolean;
  /** Coarseness of the lower side, see `PriceLevel`. */
  readonly coarseness: number;
}

/** A rule about the step from one level to another. */
export interface LevelRule {
  readonly name: string;
  /** What is suspicious, for a person to read; undefined when nothing is. */
  check(step: LevelStep): string | undefined;
}
