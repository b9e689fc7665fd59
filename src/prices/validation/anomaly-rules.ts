/** The step from an accepted close to the nearest close of the next price segment. */
export interface SegmentStep {
  /** The segment's close divided by the accepted close. */
  readonly ratio: number;
  /** Whether a second close, on another day, confirms the segment, and the closes do not return from it at once. */
  readonly confirmed: boolean;
  /** The tick size of the lower side as a fraction of the close, see `PriceSegment`. */
  readonly coarseness: number;
}

/** A rule about the step from one price segment to another. What breaks it is possible, so a person may release it. */
export interface AnomalyRule {
  readonly name: string;
  /** What is suspicious, for people; undefined when nothing is. */
  check(step: SegmentStep): string | undefined;
}

/**
 * In the order in which they are checked; the first that applies is reported.
 * @param jumpFactor the largest move up, and down as its reciprocal, that needs no confirmation
 */
export function anomalyRules(jumpFactor: number): readonly AnomalyRule[] {
  return [minorUnitRule, splitRule, jumpRule(jumpFactor)];
}

/** A close moves little within a day, so a switch between pounds and pence shows as 100 times, within a quarter. */
export const MIN_HUNDREDFOLD = 80;
export const MAX_HUNDREDFOLD = 125;

/** Prices in a minor currency unit (pence, cents, agorot) where they were in the major unit, or the other way round. */
export const minorUnitRule: AnomalyRule = {
  name: 'pence',
  check: ({ ratio }) => {
    const size = sizeOf(ratio);
    if (size < MIN_HUNDREDFOLD || size > MAX_HUNDREDFOLD) return undefined;
    return `near ${ratio > 1 ? '100 times' : '1/100 of'} it, hundredths of the currency?`;
  },
};

/** The ratios of splits and reverse splits. 3:2 is missing: closes that really moved by half in a day are too common. */
const SPLITS = [2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50];

/**
 * How near the ratio has to be. It includes the day's own move: 3 % covers most days. AAPL's real fall of 2000-09-29, to
 * 0.481 of the close before, is 3.7 % away from 1/2.
 */
const SPLIT_TOLERANCE = 0.03;

/** Above a tick of 5 % of the price, simple ratios occur by chance (RRC in 1990: a tick was 25 %). */
const MAX_COARSENESS = 0.05;

/** The vendor adjusted one side of a split only. That the later closes agree with each other proves nothing. */
export const splitRule: AnomalyRule = {
  name: 'split',
  check: ({ ratio, coarseness }) => {
    const size = sizeOf(ratio);
    const split = SPLITS.find((count) => Math.abs(size / count - 1) <= SPLIT_TOLERANCE);
    if (split === undefined || coarseness > MAX_COARSENESS) return undefined;
    return `near ${ratio < 1 ? `1/${split} of` : `${split} times`} it, a split on one side only?`;
  },
};

/**
 * A move beyond the factor that no second close confirms. A misplaced decimal point looks like this, and so does the first
 * close after a collapse, which is accepted together with the next one.
 */
export function jumpRule(factor: number): AnomalyRule {
  return {
    name: 'jump',
    check: ({ ratio, confirmed }) =>
      sizeOf(ratio) > factor && !confirmed
        ? `moves by more than a factor of ${factor}, and no other close confirms it`
        : undefined,
  };
}

/** A ratio and its reciprocal are moves of the same size. */
function sizeOf(ratio: number): number {
  return Math.max(ratio, 1 / ratio);
}
