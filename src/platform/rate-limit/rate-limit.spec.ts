import { BeforeApplicationShutdown, Body, Controller, Get, Post } from '@nestjs/common';
import Redis from 'ioredis';
import { TestRedis, startRedis } from '../../../test/support/redis';
import { SmallApp, smallApp } from '../../../test/support/small-app';
import { afterTheTurnOfTheHour } from '../../../test/support/turn-of-the-hour';
import { until } from '../../../test/support/until';
import { QueryText } from '../http';
import { RedisModule } from '../redis';
import { RateLimitKeys, ClientUse, Limited, RateLimitModule, RateLimitStorage, TopClients, Unlimited } from '.';

class Credentials {
  @QueryText(20)
  name: string;
}

@Controller()
class DoorsController {
  @Get('one')
  one(): string {
    return 'one';
  }
  @Get('two')
  two(): string {
    return 'two';
  }
  @Limited('sign-in')
  @Post('sign-in')
  signIn(@Body() credentials: Credentials): string {
    return credentials.name;
  }
  @Unlimited()
  @Get('watch')
  watch(): string {
    return 'watch';
  }
}

/** What happens between onModuleDestroy and the end of the server. */
class Drain implements BeforeApplicationShutdown {
  work: () => Promise<void> = () => Promise.resolve();

  async beforeApplicationShutdown(): Promise<void> {
    await this.work();
  }
}

let redis: TestRedis;
let small: SmallApp;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
afterEach(() => small.app.close());

const start = async (environment: Record<string, string> = {}) => {
  const imports = [RedisModule, RateLimitModule];
  small = await smallApp(
    { imports, controllers: [DoorsController], providers: [Drain] },
    { TRUST_PROXY: '1', ...environment },
  );
};
let host = 0;
/** From an address of its own, unless one is given. */
const from = (address: string) => ({ 'x-forwarded-for': address });
const newAddress = () => `10.0.${Math.floor(++host / 250)}.${host % 250}`;

describe.each(['in the process', 'in Redis'])('the limits, counted %s', (where) => {
  const environment = (): Record<string, string> =>
    where === 'in Redis' ? { REDIS_URL: redis.url, RATE_LIMIT_REDIS_WAIT_MS: '1000' } : {};

  it('admit 100 requests in 60 s over all routes together, and not one more', async () => {
    await start(environment());
    const headers = from(newAddress());
    const urls = ['/one', '/two', '/nowhere'];
    const answers = await Promise.all(
      Array.from({ length: 250 }, (_, i) => small.app.inject({ url: urls[i % 3] ?? '', headers })),
    );
    expect(answers.filter(({ statusCode }) => statusCode !== 429)).toHaveLength(100);
  });

  it('say what is left on every answer, and refuse with Retry-After and a problem', async () => {
    await start({ ...environment(), RATE_LIMIT: '2' });
    const headers = { ...from(newAddress()), origin: 'http://localhost:3000' };
    const first = await small.app.inject({ url: '/one', headers });
    expect(first.headers['ratelimit-policy']).toBe('"default";q=2;w=60');
    expect(first.headers.ratelimit).toMatch(/^"default";r=1;t=\d+$/);
    const unreadable = await small.app.inject({
      method: 'POST',
      url: '/sign-in',
      headers: { ...headers, 'content-type': 'application/json' },
      payload: '{',
    });
    expect(unreadable.statusCode).toBe(400);
    expect(unreadable.headers.ratelimit).toMatch(/^"default";r=0;t=\d+$/);
    const refused = await small.app.inject({ url: '/nowhere', headers });
    expect(refused.statusCode).toBe(429);
    expect(refused.json()).toMatchObject({ code: 'too-many-requests', category: 'rate_limit' });
    expect(refused.headers.ratelimit).toMatch(/^"default";r=0;t=\d+$/);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['access-control-expose-headers']).toContain('RateLimit-Policy');
    expect(refused.headers['x-ratelimit-limit']).toBeUndefined();
  });

  it('admit again when a window has passed', async () => {
    await start({ ...environment(), RATE_LIMIT: '1', RATE_LIMIT_WINDOW_S: '1' });
    const headers = from(newAddress());
    const status = async () => (await small.app.inject({ url: '/one', headers })).statusCode;
    const begin = performance.now();
    expect(await status()).toBe(200);
    let refused = 0;
    while ((await status()) === 429) refused++;
    expect(refused).toBeGreaterThan(0);
    // Redis counts in whole milliseconds of a clock of its own.
    expect(performance.now() - begin).toBeGreaterThan(990);
  });

  it('have one of their own for a route, before the body is checked', async () => {
    await start(environment());
    const headers = from(newAddress());
    const answers = [];
    for (let i = 0; i < 11; i++)
      answers.push(await small.app.inject({ method: 'POST', url: '/sign-in', headers, payload: {} }));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([...Array<number>(10).fill(400), 429]);
    expect(answers[0]?.headers['ratelimit-policy']).toBe('"default";q=100;w=60, "sign-in";q=10;w=60');
    expect(Object.keys(answers[10]?.headers ?? {}).filter((name) => name.includes('retry'))).toEqual(['retry-after']);
    expect((await small.app.inject({ url: '/one', headers })).statusCode).toBe(200);
  });
});

it.each(['in the process', 'in Redis'])('is read without counting, %s', async (where) => {
  await start(where === 'in Redis' ? { REDIS_URL: redis.url, RATE_LIMIT_REDIS_WAIT_MS: '1000' } : {});
  const storage = small.app.get(RateLimitStorage);
  const key = newAddress();
  const peek = async (): Promise<boolean> => (await storage.peek(key, 60_000, 2, 'failures')).isBlocked;
  for (let i = 0; i < 5; i++) expect(await peek()).toBe(false);
  for (let i = 0; i < 2; i++) {
    expect(await peek()).toBe(false);
    await storage.increment(key, 60_000, 2, 0, 'failures');
  }
  expect(await storage.peek(key, 60_000, 2, 'failures')).toMatchObject({
    isBlocked: true,
    timeToBlockExpire: expect.any(Number),
  });
  const { timeToBlockExpire } = await storage.peek(key, 60_000, 2, 'failures');
  expect(timeToBlockExpire).toBeGreaterThan(50);
  expect(timeToBlockExpire).toBeLessThanOrEqual(72);
  expect(storage.degraded).toBe(false);
});

it('does not let twice the limit through around the turn of a window', async () => {
  await start({ REDIS_URL: redis.url, RATE_LIMIT: '10', RATE_LIMIT_WINDOW_S: '1', RATE_LIMIT_REDIS_WAIT_MS: '1000' });
  const headers = from(newAddress());
  const admitted: { asked: number; answered: number }[] = [];
  const end = performance.now() + 3_000;
  while (performance.now() < end) {
    const asked = performance.now();
    const { statusCode } = await small.app.inject({ url: '/one', headers });
    if (statusCode === 200) admitted.push({ asked, answered: performance.now() });
  }
  expect(admitted.length).toBeGreaterThan(20);
  admitted.forEach(({ asked }, i) => {
    const eleventh = admitted[i + 10];
    // Redis counts in whole milliseconds of a clock of its own.
    if (eleventh !== undefined) expect(eleventh.answered - asked).toBeGreaterThan(990);
  });
});

it('takes the /64 of IPv6 as the client', async () => {
  await start({ RATE_LIMIT: '1' });
  const status = async (address: string) =>
    (await small.app.inject({ url: '/one', headers: from(address) })).statusCode;
  expect(await status('2001:db8:1:2::1')).toBe(200);
  expect(await status('2001:db8:1:2:ffff::2')).toBe(429);
  expect(await status('2001:db8:1:3::1')).toBe(200);
});

it('takes who is known by name as the client, wherever the request comes from', async () => {
  await start({ RATE_LIMIT: '1' });
  small.app.get(RateLimitKeys).identifyBy(({ headers }) => (headers['x-api-key'] === 'good' ? 'key:1' : undefined));
  const status = async (key: string) =>
    (await small.app.inject({ url: '/one', headers: { ...from(newAddress()), 'x-api-key': key } })).statusCode;
  expect(await status('good')).toBe(200);
  expect(await status('good')).toBe(429);
  expect(await status('invented')).toBe(200);
});

it('counts neither preflights nor what watches the service', async () => {
  await start({ RATE_LIMIT: '1' });
  const headers = { ...from(newAddress()), origin: 'http://localhost:3000', 'access-control-request-method': 'GET' };
  for (let i = 0; i < 5; i++) {
    expect((await small.app.inject({ method: 'OPTIONS', url: '/one', headers })).statusCode).toBe(204);
    expect((await small.app.inject({ url: '/watch', headers })).statusCode).toBe(200);
  }
  expect((await small.app.inject({ url: '/one', headers })).statusCode).toBe(200);
});

it('adds the older headers where a setting asks for them', async () => {
  await start({ RATE_LIMIT_LEGACY_HEADERS: 'true' });
  const { headers } = await small.app.inject({ url: '/one', headers: from(newAddress()) });
  expect(headers).toMatchObject({ 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '99' });
});

it('takes no part in the share of a Redis that is not configured', async () => {
  await start();
  expect(small.app.get(RateLimitStorage).degraded).toBe(false);
});

it('lists who asks most, of all instances, with masked addresses', async () => {
  await afterTheTurnOfTheHour();
  await start({ REDIS_URL: redis.url, RATE_LIMIT: '3', RATE_LIMIT_REDIS_WAIT_MS: '1000' });
  const other = small;
  for (let i = 0; i < 120; i++) await other.app.inject({ url: '/one', headers: from('192.0.2.7') });
  await other.app.close();
  await start({ REDIS_URL: redis.url });
  let top: ClientUse[] = [];
  await until(async () => (top = await small.app.get(TopClients).list()).length > 0, 'Redis has told it in time');
  expect(top.length).toBeLessThanOrEqual(20);
  expect(top).toContainEqual({ client: 'address:192.0.2.*', requests: 120, blocked: 117 });
});

it('asks Redis once for the budget and once for the limit of the route, however many limits there are', async () => {
  await start({ REDIS_URL: redis.url, RATE_LIMIT_REDIS_WAIT_MS: '1000' });
  const client = new Redis(redis.url);
  const evaluations = async (): Promise<number> =>
    Number(/cmdstat_eval:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0);
  const before = await evaluations();
  await small.app.inject({ url: '/one', headers: from(newAddress()) });
  expect((await evaluations()) - before).toBe(1);
  await small.app.inject({ method: 'POST', url: '/sign-in', headers: from(newAddress()), payload: {} });
  expect((await evaluations()) - before).toBe(3);
  client.disconnect();
});

it('still counts in Redis while requests drain, after the modules were destroyed', async () => {
  await start({ REDIS_URL: redis.url, RATE_LIMIT_REDIS_WAIT_MS: '1000' });
  const storage = small.app.get(RateLimitStorage);
  let late: { status: number; degraded: boolean } | undefined;
  small.app.get(Drain).work = async () => {
    const { statusCode } = await small.app.inject({ url: '/one', headers: from(newAddress()) });
    late = { status: statusCode, degraded: storage.degraded };
  };
  await small.app.close();
  expect(late).toEqual({ status: 200, degraded: false });
  await start();
});
