import { createHash } from 'node:crypto';
import { AppError } from '../errors';
import { isCalendarDay } from '../http/query';
import { fingerprint, SeriesPosition, SeriesRequest } from './series-request';

const FORMAT = 1;
const DIGEST_BYTES = 9;

/**
 * A position as an opaque text: its digest, then the position, in base64url. The digest covers the query too, so that a
 * cursor works only with the query it came from. It keeps out mistakes; there is nothing in it to be kept secret.
 */
export function encodeCursor({ version, label, date, member }: SeriesPosition, request: SeriesRequest): string {
  const payload = JSON.stringify([version, label, date, ...(member === undefined ? [] : [member])]);
  return Buffer.concat([digestOf(payload, request), Buffer.from(payload)]).toString('base64url');
}

/** @throws AppError `validation-failed` naming `cursor` */
export function decodeCursor(cursor: string, request: SeriesRequest): SeriesPosition {
  const bytes = Buffer.from(cursor, 'base64url');
  const payload = bytes.subarray(DIGEST_BYTES).toString();
  const genuine = digestOf(payload, request).equals(bytes.subarray(0, DIGEST_BYTES));
  const position = genuine && bytes.toString('base64url') === cursor ? positionOf(payload, request) : undefined;
  if (position === undefined) throw wrongCursor();
  return position;
}

/** The digest can be made by whoever reads this: what is in the position is held against the request too. */
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
  return createHash('sha256').update(text).digest().subarray(0, DIGEST_BYTES);
}

function wrongCursor(): AppError {
  const detail = 'cursor must be the nextCursor of the page before, sent with the same query';
  return new AppError('validation-failed', detail, { errors: [{ pointer: '/cursor', detail }] });
}
