import { NotBefore, QueryDay, QueryEnum, QueryInstant, QueryInteger, QueryPattern } from '../http';

export const JSON_TYPE = 'application/json';
export const CSV_TYPE = 'text/csv';
export const NDJSON_TYPE = 'application/x-ndjson';

/** Rows of a page. */
const MAX_LIMIT = 5_000;
export const DEFAULT_LIMIT = 1_000;

export type SeriesOrder = 'asc' | 'desc';

/** What every series can be asked as of: the past, and in which shape. */
export class SnapshotQuery {
  @QueryInstant({
    optional: true,
    description:
      'Answers with what was known at this instant, as if nothing had been stored, corrected or removed since',
  })
  knownAt?: string;

  @QueryEnum(['rows', 'columns'], {
    default: 'rows',
    description: 'JSON only. `rows`: an object for each row. `columns`: an array for each column, smaller and faster',
  })
  shape: 'rows' | 'columns' = 'rows';
}

/** Which part of a series, in which order, how much at a time. */
export class SeriesQuery extends SnapshotQuery {
  @QueryDay({ optional: true, example: '2024-01-02', description: 'The first day, inclusive' })
  from?: string;

  @QueryDay({ optional: true, example: '2024-03-28', description: 'The last day, inclusive' })
  @NotBefore('from')
  to?: string;

  @QueryEnum(['asc', 'desc'], { default: 'asc', description: 'Order of the days' })
  order: SeriesOrder = 'asc';

  @QueryInteger(1, MAX_LIMIT, {
    optional: true,
    example: 250,
    description: `The most rows of a page; JSON has ${DEFAULT_LIMIT} when it is left out, CSV and NDJSON all there are`,
  })
  limit?: number;

  @QueryPattern(/[A-Za-z0-9_-]{1,256}/, 'must be the nextCursor of the page before', {
    optional: true,
    description:
      'The `nextCursor` of the page before, with the same query. All pages are of the version of the data that the first was read from, whatever is stored meanwhile',
  })
  cursor?: string;
}
