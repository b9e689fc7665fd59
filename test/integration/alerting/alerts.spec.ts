import { Injectable } from '@nestjs/common';
import { Client } from 'pg';
import { AlertRecords, AlertWatch, AlertingModule, Alerts } from '../../../src/platform/alerting';
import { Clock } from '../../../src/platform/utils/clock';
import { AppConfig } from '../../../src/platform/config';
import { DatabaseModule, migrate, revertMigration, Transactional } from '../../../src/platform/database';
import { JobRecords, Jobs } from '../../../src/platform/jobs';
import { MetricsModule } from '../../../src/platform/metrics';
import { RateLimitModule } from '../../../src/platform/rate-limit';
import { RedisModule } from '../../../src/platform/redis';
import { runInContext } from '../../../src/platform/request-context';
import { alertsSent, letPass } from '../../support/alert-jobs';
import { TestDatabase, createTestDatabase } from '../../support/database';
import { ManualClock } from '../../support/manual-clock';
import { LONG_TIMEOUTS } from '../../support/long-timeouts';
import { rowsOf } from '../../support/rows';
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
let clock: ManualClock;

beforeEach(async () => {
  [database, receiver] = await Promise.all([createTestDatabase(), startWebhookReceiver()]);
  clock = new ManualClock();
  small = await prepare();
  await small.app.get(Jobs).start();
});
afterEach(async () => {
  await small.app.close();
  await Promise.all([database.drop(), receiver.close()]);
});

/** Without a queue. */
function prepare(environment: Record<string, string> = {}): Promise<SmallApp> {
  const { database: options } = AppConfig.fromEnvironment({
    ...LONG_TIMEOUTS,
    DATABASE_URL: database.url,
    ...environment,
  });
  const imports = [
    DatabaseModule.forRoot({ ...options, url: database.url }),
    RedisModule,
    RateLimitModule,
    MetricsModule,
    AlertingModule,
  ];
  const settings = {
    DATABASE_URL: database.url,
    ALERT_WEBHOOK_URL: receiver.url,
    LOG_LEVEL: 'debug',
    ...environment,
  };
  return smallApp({ imports, providers: [Work] }, settings, undefined, (builder) =>
    builder.overrideProvider(Clock).useValue(clock),
  );
}

const alerts = () => small.app.get(Alerts);
const deliver = async () => {
  await alerts().settled();
  await alertsSent(database.url);
};
const pass = (milliseconds: number): Promise<void> => letPass(clock, database.url, milliseconds);
const jobs = () =>
  rowsOf<{ id: string; state: string; sinceTry: number; fromNow: number; about: string }>(
    database.url,
    `select id, state, extract(epoch from start_after - started_on)::float8 as "sinceTry",
       extract(epoch from start_after - clock_timestamp())::float8 as "fromNow", singleton_key as about
     from pgboss.job where name = 'alert' order by created_on, id`,
  );
const states = async () => (await jobs()).map(({ state }) => state);
const told = () => receiver.messages.map(({ kind, occurrences }) => [kind, occurrences]);
const breaker = { cause: 'breaker-opened', subject: 'twelvedata', summary: 'The vendor fails.' } as const;

it('notifies once, counts for five minutes, notifies with the count, and notifies when it is resolved', async () => {
  alerts().raise(breaker);
  await deliver();
  alerts().raise(breaker);
  alerts().raise(breaker);
  await deliver();
  expect(told()).toEqual([['raised', 1]]);
  await pass(5 * MINUTE);
  await deliver();
  expect(told()).toEqual([
    ['raised', 1],
    ['ongoing', 3],
  ]);
  await pass(MINUTE);
  alerts().resolve(breaker);
  await deliver();
  await deliver();
  expect(told().slice(2)).toEqual([['recovered', 3]]);
});

it('keeps a cause that flickers one alert, and alerts of several subjects apart', async () => {
  alerts().raise(breaker);
  await deliver();
  alerts().resolve(breaker);
  await deliver();
  await pass(MINUTE);
  alerts().raise(breaker);
  alerts().raise({ ...breaker, subject: 'another' });
  await deliver();
  alerts().resolve(breaker);
  await deliver();
  expect(receiver.messages.map(({ kind, subject }) => [kind, subject])).toEqual([
    ['raised', 'twelvedata'],
    ['recovered', 'twelvedata'],
    ['raised', 'another'],
  ]);
});

it('is on record, with its job, if and only if its event is, with the request and without secrets', async () => {
  const work = small.app.get(Work);
  const fail = () => {
    throw new Error('on purpose');
  };
  await expect(runInContext('request-1', () => work.raiseAnd(fail))).rejects.toThrow('on purpose');
  expect(await jobs()).toEqual([]);
  expect(await rowsOf(database.url, 'select from alerts')).toEqual([]);
  await runInContext('request-2', () => work.raiseAnd(() => undefined));
  await until(() => receiver.messages.length === 1, 'the commit makes it be sent');
  expect(receiver.messages[0]).toMatchObject({ cause: 'refresh-failed', severity: 'critical', requestId: 'request-2' });
  expect(JSON.stringify(receiver.messages)).not.toMatch(/hunter2|u:pw/);
});

it('tries again, later each time, at most five minutes later, until the webhook takes it', async () => {
  receiver.answerWith(500);
  alerts().raise(breaker);
  await deliver();
  // Seconds, half of them by chance; the third try is made the tenth.
  const waits = [
    [5, 10],
    [10, 20],
    [300, 300],
  ] as const;
  for (const [index, [shortest, longest]] of waits.entries()) {
    const failed = index + 1;
    await until(() => receiver.refused === failed, `try ${failed} fails`);
    await until(async () => (await states())[0] === 'retry', `try ${failed} is on record`);
    const [job] = await jobs();
    // It waits from its failure on, which came after the begin of the try and before this look.
    expect(job?.sinceTry).toBeGreaterThanOrEqual(shortest);
    expect(job?.fromNow).toBeLessThanOrEqual(longest);
    if (failed === 2) await rowsOf(database.url, `update pgboss.job set retry_count = 9 where name = 'alert'`);
    await pass(301_000);
  }
  receiver.answerWith(204);
  await pass(301_000);
  await deliver();
  expect(told()).toEqual([['raised', 1]]);
  expect(JSON.stringify(small.log)).not.toContain('/hook');
});

it('that never arrives is a dead job, which raises no alert, and can be run again', async () => {
  receiver.answerWith(500);
  alerts().raise(breaker);
  await until(async () => (await states())[0] === 'retry', 'the first try failed');
  await rowsOf(database.url, `update pgboss.job set retry_limit = 1, start_after = now() where name = 'alert'`);
  await until(async () => (await states())[0] === 'failed', 'the job is dead');
  const [dead] = await small.app.get(JobRecords).list(['failed'], 10);
  expect(dead).toMatchObject({ about: 'alert 1', tries: 2, output: { message: 'the webhook answered HTTP 500' } });
  expect(await rowsOf(database.url, 'select cause from alerts')).toEqual([{ cause: 'breaker-opened' }]);
  expect(await jobs()).toHaveLength(1);
  receiver.answerWith(204);
  await runInContext('request-5', () => small.app.get(JobRecords).retry(dead?.id ?? ''));
  await deliver();
  expect(told()).toEqual([['raised', 1]]);
  expect(await states()).toEqual(['completed']);
});

it('whose job is dead gets another one when more happens', async () => {
  receiver.answerWith(500);
  alerts().raise(breaker);
  await until(async () => (await states())[0] === 'retry', 'the first try failed');
  await rowsOf(database.url, `update pgboss.job set retry_limit = 1, start_after = now() where name = 'alert'`);
  await until(async () => (await states())[0] === 'failed', 'the job is dead');
  receiver.answerWith(204);
  alerts().raise(breaker);
  await deliver();
  expect(told()).toEqual([['raised', 2]]);
  expect((await states()).toSorted()).toEqual(['completed', 'failed']);
});

it('is one alert with one job, from any instance', async () => {
  receiver.hang();
  const records = small.app.get(AlertRecords);
  const raises = Array.from({ length: 10 }, () => runInContext('instance', () => records.raise(breaker)));
  expect(new Set(await Promise.all(raises)).size).toBe(1);
  expect(await jobs()).toMatchObject([{ about: 'alert 1' }]);
  await until(async () => (await states())[0] === 'active', 'the message is on its way');
  receiver.answerWith(204);
  await deliver();
  const [message] = receiver.messages;
  const counted = await rowsOf(database.url, 'select occurrences from alerts');
  expect([receiver.messages.length, message?.kind, counted]).toEqual([1, 'raised', [{ occurrences: 10 }]]);
});

it('notifies of an event during a notification, and when that is resolved', async () => {
  receiver.hang();
  alerts().raise(breaker);
  await until(async () => (await states())[0] === 'active', 'the first message is on its way');
  alerts().raise(breaker);
  alerts().resolve(breaker);
  await alerts().settled();
  expect(await jobs()).toHaveLength(1);
  receiver.answerWith(204);
  await deliver();
  expect(told()).toEqual([
    ['raised', 1],
    ['recovered', 2],
  ]);
});

it('notifies at once that it is resolved, also when more events wait for the end of the cool-down', async () => {
  alerts().raise(breaker);
  await deliver();
  alerts().raise(breaker);
  await deliver();
  expect((await states()).toSorted()).toEqual(['completed', 'created']);
  alerts().resolve(breaker);
  await deliver();
  expect(told()).toEqual([
    ['raised', 1],
    ['recovered', 2],
  ]);
  expect(await states()).toEqual(['completed', 'completed']);
});

it('that was recorded before there was a queue is sent when there is one', async () => {
  await small.app.close();
  await rowsOf(database.url, 'drop schema pgboss cascade');
  small = await prepare();
  await runInContext('request-6', () => small.app.get(Work).raiseAnd(() => undefined));
  expect(await rowsOf(database.url, 'select job_id from alerts')).toEqual([{ job_id: null }]);
  await small.app.get(Jobs).start();
  await deliver();
  expect(receiver.messages).toMatchObject([{ cause: 'refresh-failed', requestId: 'request-6' }]);
});

it('that the release before had not sent yet is sent by this one', async () => {
  await small.app.close();
  await rowsOf(database.url, 'drop schema pgboss cascade');
  const behind = async (): Promise<boolean> => (await revertMigration(database.url)) === 'AlertJobs1764000060000';
  while (!(await behind())) continue;
  await rowsOf(
    database.url,
    `insert into alerts (cause, summary, occurrences, opened_at, last_at, told, attempts, next_try_at, recovered_at)
     select 'stale-data', summary, 2, now(), now(), told, 7, now() + interval '5 minutes', recovered
     from (values ('waits', null, null), ('is over', 'raised', now()), ('is told', 'recovered', now())) v (summary, told, recovered)`,
  );
  await migrate(database.url);
  small = await prepare();
  await small.app.get(Jobs).start();
  await deliver();
  const sent = receiver.messages.map(({ summary, kind }) => [summary, kind]);
  expect(Object.fromEntries(sent)).toEqual({ waits: 'raised', 'is over': 'recovered' });
  expect(sent).toHaveLength(2);
});

it('reaches Slack as escaped text', async () => {
  await small.app.close();
  small = await prepare({ ALERT_WEBHOOK_FORMAT: 'slack' });
  await small.app.get(Jobs).start();
  alerts().raise({ ...breaker, summary: 'a <b> & c', requestId: 'r-1' });
  await deliver();
  expect(Object.keys(receiver.messages[0] ?? {})).toEqual(['text']);
  expect(receiver.messages[0]?.text).toMatch(
    /^ALERT \(warning\): .*\[twelvedata\]\na &lt;b&gt; &amp; c\n.*request r-1/,
  );
});

it('notifies without the database that the database is gone, once, and that it is back', async () => {
  const watch = small.app.get(AlertWatch);
  await watch.check();
  await deliver();
  const back = await cutOff(database.url);
  await watch.check();
  await alerts().settled();
  await watch.check();
  await alerts().settled();
  expect(receiver.messages.map(({ cause, kind }) => [cause, kind])).toEqual([['database-unavailable', 'raised']]);
  alerts().raise(breaker);
  await alerts().settled();
  expect(receiver.messages.at(-1)).toMatchObject({ cause: 'breaker-opened', kind: 'raised' });
  await back();
  await until(async () => {
    await watch.check();
    await deliver();
    return receiver.messages.at(-1)?.kind === 'recovered';
  }, 'somebody is told that it is back');
  expect(receiver.messages.at(-1)).toMatchObject({ cause: 'database-unavailable', kind: 'recovered' });
});

it('delays nothing else while a webhook hangs', async () => {
  receiver.hang();
  const began = performance.now();
  await runInContext('request-3', () => small.app.get(Work).raiseAnd(() => undefined));
  for (let i = 0; i < 1_000; i++) alerts().raise(breaker);
  // The webhook itself is waited for for five seconds.
  expect(performance.now() - began).toBeLessThan(4_000);
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
