import { AlertWatch } from '../../src/platform/alerting';
import { alertsSent } from './alert-jobs';
import { TestApp } from './app';

/**
 * From now on nobody looks every few seconds whether the service is ill, and what was found so far is told: such a look
 * takes a connection, and may leave an alert, in the middle of anything.
 */
export async function endWatch({ app, database }: TestApp): Promise<void> {
  await app.get(AlertWatch).beforeApplicationShutdown();
  await alertsSent(database.url);
}
