import { IncomingHttpHeaders } from 'node:http';

/** The credentials of a request. */
export type Credentials =
  | { readonly kind: 'administrator-token'; readonly token: string }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'access-token'; readonly token: string }
  | { readonly kind: 'none' };

const BEARER = /^Bearer +([^\s]+) *$/i;
const KEY_BEGINNING = 'aix_';

/**
 * The first of these that is present: `X-Admin-Token`, then `X-API-Key`, then `Authorization: Bearer` with a key or an
 * access token. Empty headers and other schemes than Bearer are ignored.
 */
export function credentialsOf(headers: IncomingHttpHeaders): Credentials {
  const token = textOf(headers['x-admin-token']);
  if (token !== '') return { kind: 'administrator-token', token };
  const key = textOf(headers['x-api-key']);
  if (key !== '') return { kind: 'key', key };
  const bearer = BEARER.exec(headers.authorization ?? '')?.[1];
  if (bearer === undefined) return { kind: 'none' };
  return bearer.startsWith(KEY_BEGINNING) ? { kind: 'key', key: bearer } : { kind: 'access-token', token: bearer };
}

function textOf(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}
