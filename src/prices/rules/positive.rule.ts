import { PriceRule } from './price-rule';

const PRICES = ['close', 'open', 'high', 'low'] as const;

/** A price is above zero; a volume is not below it. */
export const positiveRule: PriceRule = {
  name: 'positive',
  check: (bar) => {
    for (const field of PRICES) {
      const text = bar[field];
      if (text !== undefined && text !== '' && !isPositive(text)) return `${field} ${text} is not above zero`;
    }
    return bar.volume?.startsWith('-') ? `volume ${bar.volume} is below zero` : undefined;
  },
};

/** By its digits: no rounding can make something of nothing, or nothing of something. */
function isPositive(decimal: string): boolean {
  return !decimal.startsWith('-') && /[1-9]/.test(decimal);
}
