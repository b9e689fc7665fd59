import { Controller, Get, Injectable } from '@nestjs/common';
import { AlertWatch, AlertingModule, Alerts } from '../../../src/platform/alerting';
import { Clock } from '../../../src/platform/utils/clock';
import { AppConfig } from '../../../src/platform/config';
import { Database, DatabaseModule, Transactional } from '../../../src/platform/database';
import { AppError } from '../../../src/platform/errors';
import { Jobs } from '../../../src/platform/jobs';
import { RateLimitModule } from '../../../src/platform/rate-limit';
import { RedisModule } from '../../../src/platform/redis';
import { alertsSent } from '../../support/alert-jobs';
import { TestDatabase, createTestDatabase } from '../../support/database';
import { ManualClock } from '../../support/manual-clock';
import { LONG_TIMEOUTS } from '../../support/long-timeouts';
import { TestRedis, startRedis } from '../../support/redis';
import { SmallApp, smallApp } from '../../support/small-app';
import { until } from '../../support/until';
import { WebhookReceiver, startWebhookReceiver } from '../../support/webhook-receiver';

const MINUTE = 60_000;

@Injectable()
class Work {
  constructor(private readonly database: Database) {}

  @Transactional()
  async hold(until: Promise<void>): Promise<void> {
    await this.database.transaction.query('select 1');
    await until;
  }

  @Transactional()
  async end(well: boolean): Promise<void> {
    await this.database.transaction.query('select 1');
    if (!well) throw new Error('on purpose');
  }
}

@Controller('things')
class ThingsController {
  @Get('well')
  well(): string {
    return 'well';
  }

  @Get('ill')
  ill(): string {
    throw new AppError('internal', 'on purpose');
  }
}

let database: TestDatabase;
let redis: TestRedis;
let receiver: WebhookReceiver;
let small: SmallApp;
let clock: ManualClock;

beforeEach(async () => {
  [database, receiver, redis] = await Promise.all([createTestDatabase(), startWebhookReceiver(), startRedis()]);
  await start();
});
afterEach(async () => {
  await small.app.close();
  await Promise.all([database.drop(), receiver.close(), redis.stop()]);
});

async function start(environment: Record<string, string> = {}): Promise<void> {
  clock = new ManualClock();
  const { database: options } = AppConfig.fromEnvironment({
    ...LONG_TIMEOUTS,
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: '2',
    ...environment,
  });
  small = await smallApp(
    {
      imports: [
        DatabaseModule.forRoot({ ...options, url: database.url }),
        RedisModule,
        RateLimitModule,
        AlertingModule,
      ],
      controllers: [ThingsController],
      providers: [Work],
    },
    {
      DATABASE_URL: database.url,
      ALERT_WEBHOOK_URL: receiver.url,
      LOG_LEVEL: 'silent',
      REDIS_URL: redis.url,
      RATE_LIMIT: '60000',
      RATE_LIMIT_REDIS_WAIT_MS: '1000',
      ...environment,
    },
    undefined,
    (builder) => builder.overrideProvider(Clock).useValue(clock),
  );
  await small.app.get(Jobs).start();
  await look();
}

async function look(): Promise<void> {
  await small.app.get(AlertWatch).check();
  await small.app.get(Alerts).settled();
  await alertsSent(database.url);
}

const told = () => receiver.messages.map(({ kind, cause }) => [kind, cause]);
/** The watch looks by itself too, and one look may have begun before what it is to see. */
const lookUntilTold = (count: number): Promise<void> =>
  until(async () => {
    await look();
    return told().length >= count;
  }, `${count} messages are told`);

it('raises pool-exhausted when somebody waited in vain, also while the pool is full', async () => {
  await small.app.close();
  await start({ DATABASE_POOL_WAIT_MS: '1500' });
  const work = small.app.get(Work);
  let free: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (free = resolve));
  const holders = [work.hold(held), work.hold(held)];
  try {
    await expect(work.end(true)).rejects.toThrow('stayed in use');
    await lookUntilTold(1);
    expect(told()).toEqual([['raised', 'pool-exhausted']]);
  } finally {
    free();
  }
  await Promise.all(holders);
  // The alert itself waited in vain for a connection, before it was told without one.
  await look();
  clock.forward(MINUTE);
  await lookUntilTold(2);
  expect(told().slice(1)).toEqual([['recovered', 'pool-exhausted']]);
});

it('raises limiter-degraded when Redis is gone', async () => {
  await small.app.inject({ url: '/things/well' });
  await redis.stop();
  await small.app.inject({ url: '/things/well' });
  await lookUntilTold(1);
  expect(told()).toEqual([['raised', 'limiter-degraded']]);
});

it('raises rollback-rate above 0.1 % of the transactions of five minutes', async () => {
  const work = small.app.get(Work);
  for (let i = 0; i < 20; i++) await work.end(true);
  for (let i = 0; i < 2; i++) await work.end(false).catch(() => undefined);
  await look();
  expect(told()).toEqual([]);
  await work.end(false).catch(() => undefined);
  await lookUntilTold(1);
  expect(told()).toEqual([['raised', 'rollback-rate']]);
  clock.forward(6 * MINUTE);
  await lookUntilTold(2);
  expect(told().slice(1)).toEqual([['recovered', 'rollback-rate']]);
});

it('raises error-rate when too many answers are faults, and names a request', async () => {
  for (let i = 0; i < 4; i++) await small.app.inject({ url: '/things/ill' });
  await look();
  expect(told()).toEqual([]);
  await small.app.inject({ url: '/things/ill', headers: { 'x-request-id': 'the-last-one' } });
  await lookUntilTold(1);
  expect(receiver.messages[0]).toMatchObject({ cause: 'error-rate', severity: 'critical' });
  expect(receiver.messages[0]?.summary).toContain('the-last-one');
});

it('raises no error-rate at exactly the configured share, one above it, and resolves it after five minutes', async () => {
  await small.app.close();
  await start({ ALERT_ERROR_RATE: '0.5' });
  const ask = async (kind: string, times: number): Promise<void> => {
    for (let i = 0; i < times; i++) await small.app.inject({ url: `/things/${kind}` });
  };
  await ask('well', 5);
  await ask('ill', 5);
  await look();
  expect(told()).toEqual([]);
  await ask('ill', 1);
  await lookUntilTold(1);
  expect(told()).toEqual([['raised', 'error-rate']]);
  clock.forward(6 * MINUTE);
  await lookUntilTold(2);
  expect(told().slice(1)).toEqual([['recovered', 'error-rate']]);
});
