import { Client } from 'pg';
import { AlertWatch, AlertingModule, Alerts } from '../../../src/platform/alerting';
import { AppConfig } from '../../../src/platform/config';
import { Database, DatabaseModule } from '../../../src/platform/database';
import { RateLimitModule } from '../../../src/platform/rate-limit';
import { RedisModule } from '../../../src/platform/redis';
import { TestDatabase, createTestDatabase } from '../../support/database';
import { PostgresProxy } from '../../support/postgres-proxy';
import { SmallApp, smallApp } from '../../support/small-app';
import { until } from '../../support/until';
import { WebhookReceiver, startWebhookReceiver } from '../../support/webhook-receiver';

const POOL_SIZE = 2;
const forEver = (): Promise<void> => new Promise(() => undefined);

let database: TestDatabase;
let proxy: PostgresProxy;
let receiver: WebhookReceiver;
let small: SmallApp;

beforeEach(async () => {
  [database, receiver] = await Promise.all([createTestDatabase(), startWebhookReceiver()]);
  proxy = await PostgresProxy.before(() => new URL(database.url));
  const environment = {
    DATABASE_URL: proxy.url(database.url),
    DATABASE_READ_POOL_SIZE: String(POOL_SIZE),
    DATABASE_POOL_WAIT_MS: '60000',
    DATABASE_LOCK_TIMEOUT_MS: '60000',
    DATABASE_STATEMENT_TIMEOUT_MS: '60000',
  };
  const options = { ...AppConfig.fromEnvironment(environment).database, url: proxy.url(database.url) };
  const imports = [DatabaseModule.forRoot(options), RedisModule, RateLimitModule, AlertingModule];
  small = await smallApp({ imports }, { ...environment, ALERT_WEBHOOK_URL: receiver.url, LOG_LEVEL: 'silent' });
});
afterEach(async () => {
  await small.app.close();
  await proxy.close();
  await Promise.all([database.drop(), receiver.close()]);
});

const look = async (): Promise<void> => {
  await small.app.get(AlertWatch).check();
  await small.app.get(Alerts).settled();
};
const told = () => receiver.messages.map(({ kind, cause }) => [kind, cause]);
/** The watch looks by itself too, and one look may have begun before what it is to see. */
const lookUntil = (isSeen: () => boolean, fact: string): Promise<void> =>
  until(async () => {
    await look();
    return isSeen();
  }, fact);

/** Every connection of the read pool is in use, and somebody waits for one, until the end of `work`. */
async function withFullReadPool(work: () => Promise<void>): Promise<void> {
  const outside = new Client({ connectionString: database.url });
  await outside.connect();
  await outside.query('select pg_advisory_lock(1)');
  const door = small.app.get(Database);
  const readers = Array.from({ length: POOL_SIZE + 1 }, () => door.sql.query('select pg_advisory_xact_lock_shared(1)'));
  try {
    const waiting = () => door.poolStatistics().find(({ pool }) => pool === 'read')?.waiting;
    await until(() => waiting() === 1, 'the pool is full');
    await work();
  } finally {
    await outside.end();
    await Promise.all(readers);
  }
}

it('does not take a full read pool for a database that is away', async () => {
  await withFullReadPool(look);
  expect(told()).toEqual([]);
});

it('sees a database that does not answer also behind a full read pool, and that it answers again', async () => {
  await withFullReadPool(async () => {
    let silent = true;
    proxy.watch(({ text }) => (silent && text === 'select 1' ? { phase: 'before', act: forEver } : undefined));
    await lookUntil(() => told().length > 0, 'it is told');
    expect(told()).toEqual([['raised', 'database-unavailable']]);
    silent = false;
    await lookUntil(() => told().length > 1, 'the end is told');
    expect(told().slice(1)).toEqual([['recovered', 'database-unavailable']]);
  });
});

it('does not raise an alert for a single lost query', async () => {
  let lost = 0;
  proxy.watch(({ text }) => (text === 'select 1' && lost++ === 0 ? { phase: 'before', act: forEver } : undefined));
  await lookUntil(() => lost > 1, 'the question was asked again');
  expect(told()).toEqual([]);
});
