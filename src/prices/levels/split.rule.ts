import { LevelRule, LevelStep } from './price-level';

/** The ratios at which shares are split and merged. 3:2 is missing: closes that moved by half on a day are real too often. */
const SPLITS = [2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50];

/**
 * How near the ratio has to be. The day's own move is in it: 3 % covers most days. AAPL's real fall of 2000-09-29, to
 * 0.481 of the close before, is 3.7 % away from 1/2.
 */
const TOLERANCE = 0.03;

/** Where the smallest move is more than 5 % of the price, simple ratios come by themselves (RRC in 1990: a tick was 25 %). */
const COARSE = 0.05;

/** The vendor adjusted one side of a split only. Closes that agree with each other afterwards are no excuse. */
export const splitRule: LevelRule = {
  name: 'split',
  check: ({ ratio, coarseness }: LevelStep) => {
    const size = Math.max(ratio, 1 / ratio);
    const split = SPLITS.find((count) => Math.abs(size / count - 1) <= TOLERANCE);
    if (split === undefined || coarseness > COARSE) return undefined;
    return `near ${ratio < 1 ? `1/${split} of` : `${split} times`} it, a split on one side only?`;
  },
};
