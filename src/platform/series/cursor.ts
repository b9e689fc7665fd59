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
function positionOf(payload: string, { labels }: SeriesRequest): SeriesPosition | undefined {
  const fields: unknown = JSON.parse(payload);
  if (!Array.isArray(fields)) return undefined;
  const [version, label, date, member] = fields as unknown[];
  if (!Number.isSafeInteger(version) || typeof label !== 'string' || !isCalendarDay(date)) return undefined;
  if (!labels.includes(label) || (typeof member === 'string' && member.includes('\0'))) return undefined;
  return { version: Number(version), label, date, ...(typeof member === 'string' && { member }) };
}

function digestOf(payload: string, request: SeriesRequest): Buffer {
  const text = JSON.stringify([FORMAT, fingerprint(request), payload]);
  return createHash('sha256').update(text).digest().subarray(0, DIGEST_BYTES);
}

function wrongCursor(): AppError {
  const detail = 'cursor must be the nextCursor of the page before, sent with the same query';
  return new AppError('validation-failed', detail, { errors: [{ pointer: '/cursor', detail }] });
}
