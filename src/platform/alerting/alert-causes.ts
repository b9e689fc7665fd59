export interface CauseEntry {
  /** `critical`: somebody gets up for it. `warning`: it can wait for the morning. */
  readonly severity: 'critical' | 'warning';
  readonly title: string;
  /** It has no end, so nothing is sent when it is over. */
  readonly momentary?: true;
}

/** Everything this service raises an alert for. `docs/operations.md` says of each what to do; a test holds the two together. */
export const alertCauses = {
  'database-unavailable': { severity: 'critical', title: 'The database does not answer' },
  'refresh-failed': { severity: 'critical', title: 'A refresh failed' },
  'job-failed': { severity: 'critical', title: 'A job failed for good' },
  'breaker-opened': { severity: 'warning', title: 'A market-data vendor is given a pause' },
  'pool-exhausted': { severity: 'critical', title: 'Requests waited in vain for a database connection' },
  'limiter-degraded': { severity: 'warning', title: 'Redis does not count: each instance limits by itself' },
  'rollback-rate': { severity: 'warning', title: 'Too many transactions are rolled back' },
  'error-rate': { severity: 'critical', title: 'Too many requests are answered with a fault of ours' },
  'stale-data': { severity: 'warning', title: 'Prices are older than they should be' },
  test: { severity: 'warning', title: 'A test of the alerts', momentary: true },
} as const satisfies Record<string, CauseEntry>;

export type AlertCause = keyof typeof alertCauses;

export function causeEntry(cause: AlertCause): CauseEntry {
  return alertCauses[cause];
}
