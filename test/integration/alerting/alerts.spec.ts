import { Injectable } from '@nestjs/common';
import { Client } from 'pg';
import {
  AlertClock,
  AlertDispatcher,
  AlertRecords,
  AlertWatch,
  AlertingModule,
  Alerts,
} from '../../../src/platform/alerting';
import { AppConfig } from '../../../src/platform/config';
import { DatabaseModule, Transactional } from '../../../src/platform/database';
import { MetricsModule } from '../../../src/platform/metrics';
import { RateLimitModule } from '../../../src/platform/rate-limit';
import { RedisModule } from '../../../src/platform/redis';
import { runInContext } from '../../../src/platform/request-context';
import { TestDatabase, createTestDatabase } from '../../support/database';
import { HandClock } from '../../support/hand-clock';
import { SmallApp, smallApp } from '../../support/small-app';
import { until } from '../../support/until';
import { WebhookReceiver, startWebhookReceiver } from '../../support/webhook-receiver';

const MINUTE = 60_000;

@Injectable()
class Work {
  constructor(private readonly records: AlertRecords) {}

  @Transactional()
  async raiseAnd(end: () => void): Promise<void> {
    await this.records.raise({ cause: 'refresh-failed', summary: 'Run 7: password=hunter2 postgres://u:pw@h/d' });
    end();
  }
}

let database: TestDatabase;
let receiver: WebhookReceiver;
let small: SmallApp;
let clock: HandClock;

beforeEach(async () => {
  [database, receiver] = await Promise.all([createTestDatabase(), startWebhookReceiver()]);
  clock = new HandClock();
  small = await start();
});
afterEach(async () => {
  await small.app.close();
  await Promise.all([database.drop(), receiver.close()]);
});

function start(environment: Record<string, string> = {}): Promise<SmallApp> {
  const { database: options } = AppConfig.fromEnvironment({ DATABASE_URL: database.url, ...environment });
  const imports = [
    DatabaseModule.forRoot({ ...options, url: database.url }),
    RedisModule,
    RateLimitModule,
    MetricsModule,
    AlertingModule,
  ];
  const settings = { ALERT_WEBHOOK_URL: receiver.url, LOG_LEVEL: 'debug', ...environment };
  return smallApp({ imports, providers: [Work] }, settings, undefined, (builder) =>
    builder.overrideProvider(AlertClock).useValue(clock),
  );
}

const alerts = () => small.app.get(Alerts);
const deliver = async () => {
  await alerts().settled();
  await small.app.get(AlertDispatcher).deliver();
};
const told = () => receiver.messages.map(({ kind, occurrences }) => [kind, occurrences]);
const breaker = { cause: 'breaker-opened', subject: 'twelvedata', summary: 'The vendor fails.' } as const;

it('tells of an alert once, counts for five minutes, tells the count, and tells when it is over', async () => {
  alerts().raise(breaker);
  await deliver();
  alerts().raise(breaker);
  alerts().raise(breaker);
  await deliver();
  expect(told()).toEqual([['raised', 1]]);
  clock.forward(5 * MINUTE);
  await deliver();
  expect(told()).toEqual([
    ['raised', 1],
    ['ongoing', 3],
  ]);
  clock.forward(MINUTE);
  alerts().recover(breaker);
  await deliver();
  await deliver();
  expect(told().slice(2)).toEqual([['recovered', 3]]);
});

it('keeps a cause that flickers one alert, and alerts of several subjects apart', async () => {
  alerts().raise(breaker);
  await deliver();
  alerts().recover(breaker);
  await deliver();
  clock.forward(MINUTE);
  alerts().raise(breaker);
  alerts().raise({ ...breaker, subject: 'another' });
  await deliver();
  alerts().recover(breaker);
  await deliver();
  expect(receiver.messages.map(({ kind, subject }) => [kind, subject])).toEqual([
    ['raised', 'twelvedata'],
    ['recovered', 'twelvedata'],
    ['raised', 'another'],
  ]);
});

it('is on record if and only if its event is, with the request and without secrets', async () => {
  const work = small.app.get(Work);
  const fail = () => {
    throw new Error('on purpose');
  };
  await expect(runInContext('request-1', () => work.raiseAnd(fail))).rejects.toThrow('on purpose');
  await deliver();
  expect(receiver.messages).toEqual([]);
  await runInContext('request-2', () => work.raiseAnd(() => undefined));
  await until(() => receiver.messages.length === 1, 'the commit makes it be sent');
  expect(receiver.messages[0]).toMatchObject({ cause: 'refresh-failed', severity: 'critical', requestId: 'request-2' });
  expect(JSON.stringify(receiver.messages)).not.toMatch(/hunter2|u:pw/);
});

it('tries again, later each time, until the webhook takes it', async () => {
  receiver.answerWith(500);
  alerts().raise(breaker);
  await deliver();
  await deliver();
  expect(receiver.refused).toBe(1);
  clock.forward(5_000);
  await deliver();
  clock.forward(5_000);
  await deliver();
  expect(receiver.refused).toBe(2);
  receiver.answerWith(204);
  clock.forward(5_000);
  await deliver();
  expect(told()).toEqual([['raised', 1]]);
  expect(JSON.stringify(small.log)).not.toContain('/hook');
});

it('is one alert whoever raises it, taken for sending by one of many', async () => {
  receiver.hang();
  const records = small.app.get(AlertRecords);
  const all = <Result>(work: () => Promise<Result>) =>
    Promise.all(Array.from({ length: 10 }, () => runInContext('instance', work)));
  records.onRecorded(() => undefined);
  const ids = await all(() => records.raise(breaker));
  expect(new Set(ids).size).toBe(1);
  const claimed = (await all(() => records.claim())).flat();
  expect(claimed.map(({ occurrences }) => occurrences)).toEqual([10]);
});

it('reaches Slack as escaped text', async () => {
  await small.app.close();
  small = await start({ ALERT_WEBHOOK_FORMAT: 'slack' });
  alerts().raise({ ...breaker, summary: 'a <b> & c', requestId: 'r-1' });
  await deliver();
  expect(Object.keys(receiver.messages[0] ?? {})).toEqual(['text']);
  expect(receiver.messages[0]?.text).toMatch(
    /^ALERT \(warning\): .*\[twelvedata\]\na &lt;b&gt; &amp; c\n.*request r-1/,
  );
});

it('tells that the database is gone without the database, once, and that it is back', async () => {
  const watch = small.app.get(AlertWatch);
  await watch.look();
  await deliver();
  const back = await cutOff(database.url);
  await watch.look();
  await deliver();
  await watch.look();
  await deliver();
  expect(receiver.messages.map(({ cause, kind }) => [cause, kind])).toEqual([['database-unavailable', 'raised']]);
  alerts().raise(breaker);
  await deliver();
  expect(receiver.messages.at(-1)).toMatchObject({ cause: 'breaker-opened', kind: 'raised' });
  await back();
  await watch.look();
  await deliver();
  expect(receiver.messages.at(-1)).toMatchObject({ cause: 'database-unavailable', kind: 'recovered' });
});

it('makes nobody wait for a webhook that hangs', async () => {
  receiver.hang();
  const began = performance.now();
  await runInContext('request-3', () => small.app.get(Work).raiseAnd(() => undefined));
  for (let i = 0; i < 1_000; i++) alerts().raise(breaker);
  expect(performance.now() - began).toBeLessThan(1_000);
  receiver.answerWith(204);
});

/** Nobody may connect to the database, and who is connected is cut off. Returns the way back. */
async function cutOff(url: string): Promise<() => Promise<void>> {
  const name = new URL(url).pathname.slice(1);
  const server = new URL(url);
  server.pathname = '/postgres';
  const run = async (...statements: string[]): Promise<void> => {
    const client = new Client({ connectionString: server.href });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await run(
    `alter database ${name} allow_connections false`,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
  return () => run(`alter database ${name} allow_connections true`);
}
