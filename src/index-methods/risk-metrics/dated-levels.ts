/** `values[i]` is the level (or close) on `dates[i]`; days `YYYY-MM-DD`, ascending, levels positive and finite. */
export interface DatedLevels {
  readonly dates: readonly string[];
  readonly values: ArrayLike<number>;
}

/** Throws `RangeError` for anything that would silently give a wrong number. */
export function assertLevels({ dates, values }: DatedLevels, name: string): void {
  if (dates.length !== values.length) {
    throw new RangeError(`${name}: ${dates.length} days and ${values.length} levels`);
  }
  for (let position = 0; position < dates.length; position += 1) {
    const level = values[position] ?? Number.NaN;
    if (!(level > 0 && Number.isFinite(level))) {
      throw new RangeError(`${name} on ${dates[position]}: a level of ${level} is not positive and finite`);
    }
    if (position > 0 && !((dates[position - 1] ?? '') < (dates[position] ?? ''))) {
      throw new RangeError(`${name}: ${dates[position]} does not come after ${dates[position - 1]}`);
    }
  }
}

/** Simple return from one level to the next. */
export function simpleReturn(before: number | undefined, now: number | undefined): number {
  return (now ?? Number.NaN) / (before ?? Number.NaN) - 1;
}
