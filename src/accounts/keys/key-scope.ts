/**
 * What a key may do. `read`: market data. `write`: change assets, prices and indices. `refresh`: start refreshes.
 * `ops`: see the inside. `admin`: all that an administrator may, keys included.
 */
export const KEY_SCOPES = ['read', 'write', 'refresh', 'ops', 'admin'] as const;

export type KeyScope = (typeof KEY_SCOPES)[number];

export function isKeyScope(text: string): text is KeyScope {
  return KEY_SCOPES.some((scope) => scope === text);
}
