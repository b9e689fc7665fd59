import type { PriceMatrix } from '../index-method';

/** A share of a basket cannot be bought at 0, at less, or at Infinity. NaN is no close and may be. */
export function assertCloses({ dates, symbols, closes }: PriceMatrix): void {
  closes.forEach((column, position) => {
    const row = column.findIndex((close) => close <= 0 || close === Number.POSITIVE_INFINITY);
    if (row === -1) return;
    throw new RangeError(`${symbols[position]} on ${dates[row]}: a close of ${column[row]} is not positive and finite`);
  });
}
