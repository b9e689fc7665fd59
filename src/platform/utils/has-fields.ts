import { isDeepStrictEqual } from 'node:util';

/** Whether `stored` has every field that `given` sets, with the same value. Undefined fields are not set. */
export function hasFields(stored: object, given: object): boolean {
  return Object.entries(given).every(
    ([name, value]) => value === undefined || isDeepStrictEqual(Reflect.get(stored, name), value),
  );
}
