import { LevelRule, LevelStep } from './price-level';

/** A day moves little: a switch between pounds and pence shows as 100 within a quarter. */
export const LEAST_HUNDREDFOLD = 80;
export const MOST_HUNDREDFOLD = 125;

/** Whether a ratio is near 100 or 1/100. */
function isHundredfold(ratio: number): boolean {
  const size = Math.max(ratio, 1 / ratio);
  return size >= LEAST_HUNDREDFOLD && size <= MOST_HUNDREDFOLD;
}

/** Prices in pence, cents or agorot where they were in pounds, dollars or shekels, or the other way round. */
export const penceRule: LevelRule = {
  name: 'pence',
  check: ({ ratio }: LevelStep) =>
    isHundredfold(ratio) ? `near ${ratio > 1 ? '100 times' : '1/100 of'} it, hundredths of the currency?` : undefined,
};
