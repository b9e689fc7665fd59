/** What an API key may be granted beyond reading: changing data, starting refreshes, seeing the inside. */
export type RouteScope = 'write' | 'refresh' | 'ops';

/**
 * Who may use a route. `public`: everybody, and no credential is looked at. `read`: market data, open to everybody or
 * to the signed in as READ_ACCESS says. `user`: a person who is signed in. `administrator`: nobody else. A scope: an
 * administrator, and keys that have it.
 */
export type AccessRule = 'public' | 'read' | 'user' | 'administrator' | RouteScope;
