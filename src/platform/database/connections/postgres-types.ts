import { CustomTypesConfig, types } from 'pg';

type Parse = (text: string) => unknown;

const NUMBER_OF_BITS_64 = 20;
const DATE = 1082;
const TIMESTAMP = 1114;
const TIMESTAMP_WITH_ZONE = 1184;
const NUMERIC = 1700;
const TEXT_ARRAY: number = 1009;
/** Array types of PostgreSQL, by the type of their elements. */
const ARRAYS = new Map([
  [1016, NUMBER_OF_BITS_64],
  [1182, DATE],
  [1115, TIMESTAMP],
  [1185, TIMESTAMP_WITH_ZONE],
  [1231, NUMERIC],
]);

const asText: Parse = (text) => text;

/** `2026-01-02 22:10:05.12+00` as `2026-01-02T22:10:05.12Z`, every digit kept. Sessions are in UTC; `infinity` stays. */
const instant: Parse = (text) => (text.endsWith('+00') ? `${text.slice(0, -3).replace(' ', 'T')}Z` : text);

/** A number where it is exact; beyond 2^53 a bigint, which fails loudly in arithmetic and in JSON instead of rounding. */
const wholeNumber: Parse = (text) => {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
};

const parsers = new Map<number, Parse>([
  [NUMBER_OF_BITS_64, wholeNumber],
  [DATE, asText],
  [TIMESTAMP, asText],
  [TIMESTAMP_WITH_ZONE, instant],
  [NUMERIC, asText],
]);

for (const [array, element] of ARRAYS) parsers.set(array, arrayOf(parsers.get(element) ?? asText));

function arrayOf(parse: Parse): Parse {
  const split = types.getTypeParser(TEXT_ARRAY, 'text') as (text: string) => readonly (string | null)[];
  return (text) => split(text).map((element) => (element === null ? null : parse(element)));
}

/**
 * How columns come back: `numeric`, `date` and `timestamp` as PostgreSQL's text, `timestamptz` as ISO 8601 in UTC,
 * `bigint` as a number. Never a Date, which has no days and only milliseconds. Given to each connection, not to the
 * driver as a whole, which other libraries share.
 */
export const postgresTypes: CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary'): Parse => {
    const own = format === 'binary' ? undefined : parsers.get(oid);
    if (own !== undefined) return own;
    return types.getTypeParser(oid, format) as Parse;
  },
};
