import { KeyScope } from '../keys/key-scope';

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

/** Who sends a request, once that is verified. `administrator` is who knows the administrator's token. */
export type Identity = UserIdentity | KeyIdentity | { readonly kind: 'administrator' } | { readonly kind: 'anonymous' };

export const ANONYMOUS: Identity = { kind: 'anonymous' };

/** As runs and audit trails record it. */
export function nameOf(identity: Identity): string {
  if (identity.kind === 'user') return `user:${identity.id}`;
  return identity.kind === 'key' ? `key:${identity.prefix}` : identity.kind;
}
