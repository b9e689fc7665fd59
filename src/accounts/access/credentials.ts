import { IncomingHttpHeaders } from 'node:http';

/** What a request brings to say who sends it. */
export type Credentials =
  | { readonly kind: 'administrator-token'; readonly token: string }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'access-token'; readonly token: string }
  | { readonly kind: 'none' };

const BEARER = /^Bearer +([^\s]+) *$/i;
const KEY_START = 'aix_';

/**
 * The strongest of what is there: `X-Admin-Token`, then `X-API-Key`, then `Authorization: Bearer` with a key or an
 * access token. An empty header is no header; another scheme than Bearer says nothing here.
 */
export function credentialsOf(headers: IncomingHttpHeaders): Credentials {
  const token = textOf(headers['x-admin-token']);
  if (token !== '') return { kind: 'administrator-token', token };
  const key = textOf(headers['x-api-key']);
  if (key !== '') return { kind: 'key', key };
  const bearer = BEARER.exec(headers.authorization ?? '')?.[1];
  if (bearer === undefined) return { kind: 'none' };
  return bearer.startsWith(KEY_START) ? { kind: 'key', key: bearer } : { kind: 'access-token', token: bearer };
}

function textOf(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}
