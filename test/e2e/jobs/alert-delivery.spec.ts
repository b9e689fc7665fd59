import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN_TOKEN } from '../../support/app';
import { runCli } from '../../support/cli';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { ServiceProcess } from '../../support/processes';
import { rowsOf } from '../../support/rows';
import { until } from '../../support/until';
import { startWebhookReceiver, WebhookReceiver } from '../../support/webhook-receiver';

const ALERTS = 30;

describe('alerts of several processes', () => {
  let folder: string;
  let database: TestDatabase;
  let receiver: WebhookReceiver;
  let environment: Record<string, string>;
  let processes: ServiceProcess[];

  const start = async (): Promise<ServiceProcess> => {
    const service = await ServiceProcess.start({ folder, environment });
    processes.push(service);
    return service;
  };
  const raise = (service: ServiceProcess, requestId: string): Promise<Response> =>
    fetch(`${service.url}/api/v1/ops/alerts/test`, {
      method: 'POST',
      headers: { 'x-admin-token': ADMIN_TOKEN, 'x-request-id': requestId },
    });
  const states = async (): Promise<string[]> =>
    (
      await rowsOf<{ state: string }>(database.url, `select state from pgboss.job where name = 'alert' order by id`)
    ).map(({ state }) => state);
  const all = (state: string): Promise<void> =>
    until(async () => (await states()).every((each) => each === state), `all jobs are ${state}`);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autoindex-alerts-'));
    [database, receiver] = await Promise.all([createTestDatabase(), startWebhookReceiver()]);
    processes = [];
    environment = {
      DATABASE_URL: database.url,
      ADMIN_TOKEN,
      ROLE: 'api',
      RATE_LIMIT: '60000',
      ALERT_WEBHOOK_URL: receiver.url,
      MARKET_DATA_PROVIDERS: 'csv',
      MARKET_DATA_CSV_PATH: join(folder, 'nothing-there.csv'),
    };
  });

  afterEach(async () => {
    await Promise.all(processes.map((each) => each.end('SIGTERM')));
    await Promise.all([database.drop(), receiver.close(), rm(folder, { recursive: true })]);
  });

  it('are sent by those that only serve too, each once, also when all are due at once after a failure', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    receiver.answerWith(500);
    const ids = Array.from({ length: ALERTS }, (_, place) => `request-${place}`);
    for (const [place, id] of ids.entries()) expect((await raise(place % 2 ? one : other, id)).status).toBe(202);
    await all('retry');
    expect(receiver.messages).toEqual([]);
    receiver.answerWith(204);
    await rowsOf(database.url, `update pgboss.job set start_after = now() where name = 'alert'`);
    await all('completed');
    expect(receiver.messages.map(({ requestId }) => requestId).toSorted()).toEqual(ids.toSorted());
  });

  it('are sent by another process when one dies while it sends', async () => {
    const [doomed] = await Promise.all([start(), start()]);
    receiver.hang();
    await raise(doomed, 'request-1');
    await all('active');
    doomed.kill('SIGKILL');
    await doomed.end();
    receiver.answerWith(204);
    await rowsOf(database.url, `update pgboss.job set started_on = now() - interval '1 minute' where name = 'alert'`);
    await all('completed');
    expect(receiver.messages).toMatchObject([{ cause: 'test', requestId: 'request-1' }]);
  });

  it('that a command raises while no process runs wait for one', async () => {
    await (await start()).end('SIGTERM');
    const { code } = await runCli(['refresh'], environment);
    expect([code, await states()]).toEqual([1, ['created']]);
    await start();
    await all('completed');
    expect(receiver.messages).toMatchObject([{ cause: 'refresh-failed', kind: 'raised' }]);
  });
});
