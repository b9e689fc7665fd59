import { Disposable } from '../platform/cleanup';

/** Reports of long ago: another one of the same days says the same. */
export const oldReports: Disposable = {
  name: 'reports',
  table: 'reports',
  condition: `status <> 'queued' and created_at < $1`,
};
