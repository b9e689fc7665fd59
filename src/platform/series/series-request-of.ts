import { decodeCursor } from './cursor';
import { Series } from './series';
import { SeriesQuery, SnapshotQuery } from './series-query';
import { SeriesRequest } from './series-request';

/** The rows of the days in the query, page by page. @throws AppError `validation-failed` for a cursor of another query */
export function rangeRequest(series: Series, labels: readonly string[], query: SeriesQuery): SeriesRequest {
  const { from, to, order, limit, knownAt, cursor } = query;
  const request = { series, labels: [...labels].sort(), from, to, order, limit, knownAt };
  return cursor === undefined ? request : { ...request, position: decodeCursor(cursor, request) };
}

/** The newest row of each owner. */
export function newestRequest(series: Series, labels: readonly string[], { knownAt }: SnapshotQuery): SeriesRequest {
  return { series, labels: [...labels].sort(), order: 'desc', perOwner: 1, limit: labels.length, knownAt };
}
