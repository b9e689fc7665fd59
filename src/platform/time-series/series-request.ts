import { AppError } from '../errors';
import { isCalendarDay } from '../utils/days';
import { Series } from './series';
import { SeriesOrder, SeriesQuery, SnapshotQuery } from './series.dto';
import { sha256 } from '../utils/hash';

/** The place of a row in the order of the response. */
export interface SeriesKey {
  readonly label: string;
  readonly date: string;
  readonly member?: string;
}

/** The start of the next page: after a row, in the version of the data of the first page. */
interface SeriesPosition extends SeriesKey {
  readonly version: number;
}

/** A checked request for a series. Rows are ordered by the owner's label, then by day. */
export interface SeriesRequest {
  readonly series: Series;
  /** In ascending order of code units, each once. */
  readonly labels: readonly string[];
  /** The first day and the last one, both inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly order: SeriesOrder;
  /** Maximum rows of each owner; undefined for all. */
  readonly perOwner?: number | undefined;
  readonly limit?: number | undefined;
  /** An instant, ISO 8601 with its zone: reads what was known then. */
  readonly knownAt?: string | undefined;
  readonly position?: SeriesPosition | undefined;
}

/** A page has a limit. */
export type PageRequest = SeriesRequest & { readonly limit: number };

/** The part of a request that all its pages share, as text. */
export function fingerprint(request: SeriesRequest): string {
  const { series, labels, from, to, order, perOwner, knownAt } = request;
  return JSON.stringify([series.name, labels, from ?? null, to ?? null, order, perOwner ?? null, knownAt ?? null]);
}

/** Whether the request reads an earlier version, so that superseded rows count too. */
export function isPast({ knownAt, position }: SeriesRequest): boolean {
  return knownAt !== undefined || position !== undefined;
}

const FORMAT = 1;
const DIGEST_BYTES = 9;

/**
 * A position as opaque text: its digest, then the position, in base64url. The digest covers the query too, so that a
 * cursor works only with its own query. It prevents mistakes; a cursor holds no secret.
 */
export function encodeCursor({ version, label, date, member }: SeriesPosition, request: SeriesRequest): string {
  const payload = JSON.stringify([version, label, date, ...(member === undefined ? [] : [member])]);
  return Buffer.concat([digestOf(payload, request), Buffer.from(payload)]).toString('base64url');
}

/** @throws AppError `validation-failed` naming `cursor` */
function decodeCursor(cursor: string, request: SeriesRequest): SeriesPosition {
  const bytes = Buffer.from(cursor, 'base64url');
  const payload = bytes.subarray(DIGEST_BYTES).toString();
  const genuine = digestOf(payload, request).equals(bytes.subarray(0, DIGEST_BYTES));
  const position = genuine && bytes.toString('base64url') === cursor ? positionOf(payload, request) : undefined;
  if (position === undefined) throw wrongCursor();
  return position;
}

/** Checks the position against the request, because any client can compute the digest. */
function positionOf(payload: string, { labels, series }: SeriesRequest): SeriesPosition | undefined {
  const [version, label, date, ...members] = fieldsOf(payload);
  if (!Number.isSafeInteger(version) || Number(version) < 0) return undefined;
  if (typeof label !== 'string' || !labels.includes(label) || !isCalendarDay(date)) return undefined;
  const position = { version: Number(version), label, date };
  if (series.member === undefined) return members.length === 0 ? position : undefined;
  const [member] = members;
  if (members.length !== 1 || typeof member !== 'string' || member.includes('\0')) return undefined;
  return { ...position, member };
}

function fieldsOf(payload: string): readonly unknown[] {
  try {
    const fields: unknown = JSON.parse(payload);
    return Array.isArray(fields) ? fields : [];
  } catch {
    return [];
  }
}

function digestOf(payload: string, request: SeriesRequest): Buffer {
  const text = JSON.stringify([FORMAT, fingerprint(request), payload]);
  return sha256(text).subarray(0, DIGEST_BYTES);
}

function wrongCursor(): AppError {
  const detail = 'cursor must be the nextCursor of the page before, sent with the same query';
  return new AppError('validation-failed', detail, { errors: [{ pointer: '/cursor', detail }] });
}

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
