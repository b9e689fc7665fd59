import { PriceBar } from '../ingest/price-bar';
import { PriceRule } from './price-rule';

/** Adjusted bars are rounded one by one: a close may stand above the high by the last digit. */
const ROUNDING = 1e-6;

/** The high is the highest and the low the lowest, as far as they are given. */
export const highLowRule: PriceRule = {
  name: 'high-low',
  check: (bar) => {
    if (!bar.high && !bar.low) return undefined;
    const { open, high, low, close } = numbers(bar);
    const top = Math.max(close, open ?? close);
    const bottom = Math.min(close, open ?? close);
    if (high !== undefined && low !== undefined && isBelow(high, low))
      return `high ${bar.high} is below low ${bar.low}`;
    if (high !== undefined && isBelow(high, top)) return `high ${bar.high} is below ${top}`;
    if (low !== undefined && isBelow(bottom, low)) return `low ${bar.low} is above ${bottom}`;
    return undefined;
  },
};

function numbers({ close, open, high, low }: PriceBar): { close: number; open?: number; high?: number; low?: number } {
  return {
    close: Number(close),
    ...(open && { open: Number(open) }),
    ...(high && { high: Number(high) }),
    ...(low && { low: Number(low) }),
  };
}

function isBelow(one: number, other: number): boolean {
  return one < other * (1 - ROUNDING);
}
