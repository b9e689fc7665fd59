import { DatedNumbers, Drawdown } from './report-content';

const MOST = 5;

/** The deepest falls below a highest level so far, the deepest first, at most five. They do not overlap. */
export function deepestDrawdowns({ dates, values }: DatedNumbers): Drawdown[] {
  const found: Drawdown[] = [];
  let peak = 0;
  let trough = 0;
  const close = (recovered: string | null): void => {
    const depth = (values[trough] ?? Number.NaN) / (values[peak] ?? Number.NaN) - 1;
    if (depth < 0) found.push({ peak: dates[peak] ?? '', trough: dates[trough] ?? '', recovered, depth });
  };
  values.forEach((level, position) => {
    if (level >= (values[peak] ?? Number.NaN)) {
      close(dates[position] ?? null);
      [peak, trough] = [position, position];
    } else if (level < (values[trough] ?? Number.NaN)) {
      trough = position;
    }
  });
  close(null);
  return found.sort((one, other) => one.depth - other.depth).slice(0, MOST);
}
