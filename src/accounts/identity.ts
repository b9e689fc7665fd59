/**
 * Scopes of an API key. `read`: market data. `write`: change assets, prices and indices. `refresh`: start refreshes.
 * `ops`: operational data. `admin`: all that an administrator may do, including managing keys.
 */
export const KEY_SCOPES = ['read', 'write', 'refresh', 'ops', 'admin'] as const;

export type KeyScope = (typeof KEY_SCOPES)[number];

export function isKeyScope(text: string): text is KeyScope {
  return KEY_SCOPES.some((scope) => scope === text);
}

export type Role = 'user' | 'admin';

export interface UserIdentity {
  readonly kind: 'user';
  readonly id: number;
  readonly role: Role;
  readonly sessionId: string;
}

export interface KeyIdentity {
  readonly kind: 'key';
  readonly prefix: string;
  readonly scopes: readonly KeyScope[];
}

/** The verified sender of a request. `administrator` has sent ADMIN_TOKEN. */
export type Identity = UserIdentity | KeyIdentity | { readonly kind: 'administrator' } | { readonly kind: 'anonymous' };

export const ANONYMOUS: Identity = { kind: 'anonymous' };

/** The name that runs and audit trails record, such as `user:7`. */
export function nameOf(identity: Identity): string {
  if (identity.kind === 'user') return `user:${identity.id}`;
  return identity.kind === 'key' ? `key:${identity.prefix}` : identity.kind;
}

export function isAdministrator(identity: Identity): boolean {
  if (identity.kind === 'user') return identity.role === 'admin';
  if (identity.kind === 'key') return identity.scopes.includes('admin');
  return identity.kind === 'administrator';
}
