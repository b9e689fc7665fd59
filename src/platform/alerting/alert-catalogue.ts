export interface AlertDefinition {
  /** `critical` wakes a person up. `warning` can wait until the morning. */
  readonly severity: 'critical' | 'warning';
  readonly title: string;
  /** The service, a rule of `ops/prometheus/rules.yml`, or both, under one name. */
  readonly raisedBy: 'service' | 'prometheus' | 'both';
  /** A momentary alert is resolved as it is raised; the resolution is not sent. */
  readonly momentary?: true;
}

/** Every alert there is. A test compares the list with the Prometheus rules and the runbooks in `docs/operations.md`. */
export const alertCatalogue = {
  'database-unavailable': { severity: 'critical', title: 'The database does not respond', raisedBy: 'both' },
  'refresh-failed': { severity: 'critical', title: 'A refresh failed', raisedBy: 'both' },
  'job-failed': { severity: 'critical', title: 'A job failed for good', raisedBy: 'both' },
  'breaker-opened': { severity: 'warning', title: 'Circuit breaker opened for a market-data vendor', raisedBy: 'both' },
  'pool-exhausted': { severity: 'critical', title: 'Requests timed out waiting for a connection', raisedBy: 'both' },
  'limiter-degraded': {
    severity: 'warning',
    title: 'Rate limits are per instance: Redis is unusable',
    raisedBy: 'both',
  },
  'rollback-rate': { severity: 'warning', title: 'Too many transactions are rolled back', raisedBy: 'both' },
  'error-rate': { severity: 'critical', title: 'Too many responses are 5xx', raisedBy: 'both' },
  'stale-data': { severity: 'warning', title: 'Prices are older than they should be', raisedBy: 'both' },
  'assets-never-found': { severity: 'warning', title: 'No provider offers some of the assets', raisedBy: 'both' },
  'jobs-waiting': { severity: 'critical', title: 'A due job is not started', raisedBy: 'prometheus' },
  'instance-down': { severity: 'critical', title: 'An instance serves no metrics', raisedBy: 'prometheus' },
  'slow-requests': { severity: 'warning', title: 'Requests are slow', raisedBy: 'prometheus' },
  'event-loop-blocked': {
    severity: 'warning',
    title: 'The event loop of an instance is blocked',
    raisedBy: 'prometheus',
  },
  test: { severity: 'warning', title: 'A test of the alerts', raisedBy: 'service', momentary: true },
} as const satisfies Record<string, AlertDefinition>;

type Catalogue = typeof alertCatalogue;

/** The alerts that the service raises itself. */
export type AlertCause = {
  [Name in keyof Catalogue]: Catalogue[Name]['raisedBy'] extends 'prometheus' ? never : Name;
}[keyof Catalogue];

export function alertDefinition(cause: AlertCause): AlertDefinition {
  return alertCatalogue[cause];
}
