import { NotBefore, QueryDay, QueryEnum, QueryInstant, QueryInteger, QueryPattern } from '../http';

export const JSON_TYPE = 'application/json';
export const CSV_TYPE = 'text/csv';
export const NDJSON_TYPE = 'application/x-ndjson';

/** Rows of a page. */
const MAX_LIMIT = 5_000;
export const DEFAULT_LIMIT = 1_000;

export type SeriesOrder = 'asc' | 'desc';

/** Options of every series: the instant it was known at, and its shape. */
export class SnapshotQuery {
  @QueryInstant({
    optional: true,
    description:
      'Returns what was known at this instant, such as 2026-03-28T21:00:00Z, without later additions, corrections and removals',
  })
  knownAt?: string;

  @QueryEnum(['rows', 'columns'], {
    default: 'rows',
    description: 'JSON only. `rows`: an object for each row. `columns`: an array for each column, smaller and faster',
  })
  shape: 'rows' | 'columns' = 'rows';
}

/** A range of a series, its order and its pages. */
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
    description: `Maximum rows of a page. Default: ${DEFAULT_LIMIT} for JSON, all rows for CSV and NDJSON`,
  })
  limit?: number;

  @QueryPattern(/[A-Za-z0-9_-]{1,256}/, 'must be the nextCursor of the page before', {
    optional: true,
    description:
      'The `nextCursor` of the previous page, with the same query. All pages read the version of the data of the first page',
  })
  cursor?: string;
}
