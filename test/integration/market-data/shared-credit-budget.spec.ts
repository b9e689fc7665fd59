import Redis from 'ioredis';
import { SharedCreditBudget, createMarketData } from '../../../src/market-data';
import { AppConfig } from '../../../src/platform/config';
import { startFakeVendor } from '../../support/fake-vendor';
import { TestRedis, startRedis } from '../../support/redis';
import { afterTheTurnOfTheHour } from '../../support/turn-of-the-hour';
import { Clock } from '../../../src/platform/utils/clock';
import { ExchangeCalendar } from '../../../src/platform/utils/exchange-calendar';
import { LeapingClock } from '../../support/twelvedata';
import { until } from '../../support/until';

const QUOTA = { perMinute: 8, perDay: 30 };

describe('the quota of a vendor over several instances', () => {
  let redis: TestRedis;
  let clients: Redis[];
  let clock: LeapingClock;

  beforeEach(async () => {
    redis = await startRedis();
    clock = new LeapingClock();
    clients = [];
  });
  afterEach(async () => {
    for (const client of clients) client.disconnect();
    await redis.stop();
  });

  async function budgets(count: number, instances = 1): Promise<SharedCreditBudget[]> {
    const made = Array.from(
      { length: count },
      () => new Redis(redis.url, { enableOfflineQueue: false, retryStrategy: () => 50 }),
    );
    clients.push(...made);
    for (const client of made) client.on('error', () => undefined);
    await until(() => made.every(({ status }) => status === 'ready'), 'Redis is connected');
    return made.map((client) => new SharedCreditBudget('twelvedata', client, QUOTA, instances, clock));
  }

  it('is spent together: eight credits a minute, not one more', async () => {
    const all = await budgets(4);
    const spend = Promise.all(all.flatMap((budget) => [budget.take(1), budget.take(1)]));
    await spend;
    expect(clock.waits).toEqual([]);
    await all[0]?.take(1);
    expect(clock.waits).toEqual([50_000]);
  });

  it('refuses when the day is over for all, and says for how long', async () => {
    const [one, other] = await budgets(2);
    for (let i = 0; i < 4; i++) await (i % 2 ? one : other)?.take(7);
    await expect(one?.take(3)).rejects.toMatchObject({ category: 'rate_limited' });
    const [late] = await budgets(1);
    await expect(late?.take(3)).rejects.toMatchObject({ category: 'rate_limited' });
  });

  it('pauses all processes when the vendor asks one to, and uses the credits that it reports as left', async () => {
    const [one, other] = await budgets(2);
    one?.observe(2);
    await until(async () => (await clients[0]?.keys('*minute*'))?.length === 1, 'it is told');
    await other?.take(3);
    expect(clock.waits).toEqual([50_000]);
    one?.pause(7_000);
    await until(async () => (await clients[0]?.keys('*pause*'))?.length === 1, 'it is told');
    await other?.take(1);
    expect(clock.waits).toEqual([50_000, 7_000]);
  });

  it('is shared out while Redis is away, and what was spent then counts when it is back', async () => {
    const [one] = await budgets(1, 2);
    expect(one?.largestCall).toBe(4);
    await one?.take(1);
    const port = Number(new URL(redis.url).port);
    await redis.stop();
    await one?.take(3);
    expect(clock.waits).toEqual([]);
    redis = await startRedis(port);
    await until(() => clients[0]?.status === 'ready', 'the client has found it again');
    await one?.take(4);
    const minute = (await clients[0]?.keys('*minute*'))?.[0] ?? '';
    expect(await clients[0]?.get(minute)).toBe('7');
    await one?.take(2);
    expect(clock.waits).toEqual([50_000]);
  });

  it('counts what was spent without Redis once, although several processes ask at the moment of its return', async () => {
    const [one] = await budgets(1, 2);
    const port = Number(new URL(redis.url).port);
    await redis.stop();
    await one?.take(3);
    redis = await startRedis(port);
    await until(() => clients[0]?.status === 'ready', 'the client has found it again');
    await Promise.all([one?.take(1), one?.take(1), one?.take(1)]);
    const minute = (await clients[0]?.keys('*minute*'))?.[0] ?? '';
    expect(await clients[0]?.get(minute)).toBe('6');
  });

  it('is what the providers of the configuration spend from: the second instance meets what the first has left', async () => {
    // Their days are those of the real clock.
    await afterTheTurnOfTheHour();
    await budgets(2);
    const vendor = await startFakeVendor();
    const config = AppConfig.fromEnvironment({
      TWELVEDATA_API_KEY: 'some-key',
      TWELVEDATA_BASE_URL: vendor.url,
      TWELVEDATA_CREDITS_PER_DAY: '6',
    });
    const calendar = new ExchangeCalendar(config.prices.exchange, new Clock());
    const [one, other] = clients.map((client) => createMarketData(config, calendar, client));
    const week = { from: '2024-03-04', to: '2024-03-08' };
    try {
      const first = await one?.usual.fetchDailyBars({ symbols: ['A', 'B', 'C', 'D', 'E'], ...week });
      expect(first?.map(({ kind }) => kind)).toEqual(Array(5).fill('bars'));
      const second = await other?.usual.fetchDailyBars({ symbols: ['F', 'G'], ...week });
      expect(second).toMatchObject(Array(2).fill({ kind: 'failure', category: 'rate_limited' }));
      expect(vendor.requests).toHaveLength(1);
    } finally {
      await Promise.all([one?.close(), other?.close()]);
      await vendor.close();
    }
  });

  it('is shared out while Redis is frozen', async () => {
    const [one] = await budgets(1, 2);
    redis.freeze();
    await one?.take(4);
    await one?.take(1);
    expect(clock.waits).toEqual([50_000]);
    redis.thaw();
  });
});
