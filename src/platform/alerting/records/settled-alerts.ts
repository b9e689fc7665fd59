import { Disposable } from '../../cleanup';

/** Alerts that were over long ago, which everybody has been told. */
export const settledAlerts: Disposable = {
  name: 'alerts',
  table: 'alerts',
  condition: `told = 'recovered' and last_at < $1`,
};
