/** Settings for a machine that runs several test files at once: it is slower than one that serves. */
export const LONG_TIMEOUTS = { DATABASE_POOL_WAIT_MS: '20000', DATABASE_LOCK_TIMEOUT_MS: '30000' };
