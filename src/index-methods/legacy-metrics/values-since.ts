import { dayNumber } from '../numeric/day-number';
import { DatedValues } from './conventions';

/** The values of `today` - `lookbackDays` calendar days and later. */
export function valuesSince({ dates, values }: DatedValues, today: string, lookbackDays: number): DatedValues {
  const earliest = dayNumber(today) - lookbackDays;
  const start = dates.findIndex((date) => dayNumber(date) >= earliest);
  return start < 0
    ? { dates: [], values: new Float64Array() }
    : { dates: dates.slice(start), values: values.subarray(start) };
}
