import { LevelRule } from './price-level';

/**
 * A move beyond the factor that no second close confirms: a slip of the decimal point looks like this, and so does the
 * first close after a collapse, which is let in with the next one.
 * @param factor the largest move up, and down as its reciprocal, that needs no confirmation
 */
export function jumpRule(factor: number): LevelRule {
  return {
    name: 'jump',
    check: ({ ratio, confirmed }) =>
      Math.max(ratio, 1 / ratio) > factor && !confirmed
        ? `moves by more than a factor of ${factor}, and no other close confirms it`
        : undefined,
  };
}
