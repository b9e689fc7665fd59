import { Disposable } from '../../platform/cleanup';

/** Sessions that ended long ago, with their refresh tokens. */
export const endedSessions: Disposable = {
  name: 'sessions',
  table: 'sessions',
  condition: 'least(expires_at, revoked_at) < $1',
};
