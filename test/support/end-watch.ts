import { AlertWatch } from '../../src/platform/alerting';
import { alertsSent } from './alert-jobs';
import { TestApp } from './app';

/**
 * Stops the periodic checks of alert sources, and waits until the alerts found so far are sent. A check takes a
 * connection and may raise an alert at any moment of a test.
 */
export async function endWatch({ app, database }: TestApp): Promise<void> {
  await app.get(AlertWatch).beforeApplicationShutdown();
  await alertsSent(database.url);
}
