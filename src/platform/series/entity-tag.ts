import { createHash } from 'node:crypto';
import { fingerprint, SeriesRequest } from './series-request';
import { SeriesForm } from './series-sql';

/** Changes whenever the same data would be written differently. */
const FORMAT = 1;

/**
 * Says which version of the data answers which request. Weak, because compression changes the bytes and not what they
 * say; made without the body, so that an unchanged answer need not be read.
 */
export function entityTag(tag: string, request: SeriesRequest, form: SeriesForm): string {
  const { limit, position } = request;
  const asked = JSON.stringify([FORMAT, fingerprint(request), limit ?? null, position ?? null, form]);
  return `W/"${tag}-${createHash('sha256').update(asked).digest('base64url').slice(0, 16)}"`;
}

/** Whether `If-None-Match` has the tag, compared weakly (RFC 9110, 13.1.2). */
export function matches(ifNoneMatch: string, tag: string): boolean {
  const opaque = (text: string): string => text.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((candidate) => opaque(candidate) === opaque(tag));
}
