import { Controller, Get } from '@nestjs/common';
import Redis from 'ioredis';
import { RateLimitModule, RateLimitStorage } from '../../src/platform/rate-limit';
import { RedisModule } from '../../src/platform/redis';
import { freePort } from '../support/free-port';
import { startTcpProxy } from '../support/tcp-proxy';
import { TestRedis, startRedis } from '../support/redis';
import { SmallApp, smallApp } from '../support/small-app';
import { until } from '../support/until';

@Controller()
class DoorController {
  @Get('door')
  door(): string {
    return 'open';
  }
}

const LIMIT = 40;
const INSTANCES = 4;

let port: number;
let redis: TestRedis;
let small: SmallApp;
let storage: RateLimitStorage;
let url: string;
let client = 0;

const listen = async () => {
  await small.app.listen(0, '127.0.0.1');
  url = await small.app.getUrl();
  storage = small.app.get(RateLimitStorage);
};

const start = async (environment: Readonly<Record<string, string>> = {}) => {
  small = await smallApp(
    { imports: [RedisModule, RateLimitModule], controllers: [DoorController] },
    {
      REDIS_URL: redis.url,
      TRUST_PROXY: '1',
      RATE_LIMIT: String(LIMIT),
      INSTANCES: String(INSTANCES),
      LOG_LEVEL: 'warn',
      ...environment,
    },
  );
  await listen();
  await ask(newClient());
  await until(() => !storage.degraded, 'Redis counts');
};

beforeEach(async () => {
  port = await freePort();
  redis = await startRedis(port);
  await start();
});
afterEach(async () => {
  await small.app.close();
  await redis.stop();
});

const newClient = () => `198.51.${100 + Math.floor(++client / 250)}.${client % 250}`;
const ask = async (address: string) => {
  const begin = performance.now();
  const answer = await fetch(`${url}/door`, { headers: { 'x-forwarded-for': address } });
  await answer.arrayBuffer();
  return { status: answer.status, milliseconds: performance.now() - begin };
};
const askOften = async (address: string, times: number) => {
  const answers = [];
  for (let i = 0; i < times; i++) answers.push(await ask(address));
  return answers;
};

/**
 * Asks until Redis counts again, which is within two seconds of its return: before as many requests as are asked in that
 * time with the pauses of `until` alone. On a busy machine both take longer.
 */
const returnsUnderLoad = async () => {
  let asked = 0;
  await until(async () => {
    asked++;
    expect((await ask(newClient())).status).toBe(200);
    return !storage.degraded;
  }, 'Redis counts again');
  expect(asked).toBeLessThan(2_000 / 25);
};

const command = async (...words: [string, ...string[]]): Promise<unknown> => {
  const connection = new Redis(redis.url);
  const answer = await connection.call(...words);
  connection.disconnect();
  return answer;
};
const warnings = () => small.log.filter(({ level }) => level === 'warn');

describe('rate limit degrades gracefully when Redis is unavailable', () => {
  it.each([
    ['stopped', () => redis.stop()],
    ['frozen', () => Promise.resolve(redis.freeze())],
    ['full', () => command('config', 'set', 'maxmemory', '1')],
    ['slow', () => command('client', 'pause', '600000')],
  ])('%s: no request fails, and each instance limits by its share', async (_how, fail) => {
    await fail();
    const answers = await askOften(newClient(), LIMIT);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(LIMIT / INSTANCES);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(LIMIT - LIMIT / INSTANCES);
    expect(storage.degraded).toBe(true);
    expect(warnings()).toEqual([expect.objectContaining({ context: 'RateLimitStorage' })]);
    // Without a limit to the wait for Redis it is ten seconds, or for ever.
    expect(Math.max(...answers.map(({ milliseconds }) => milliseconds))).toBeLessThan(5_000);
  });

  it('refused: the one warning says so', async () => {
    await redis.stop();
    await until(async () => {
      await ask(newClient());
      return storage.degraded;
    }, 'Redis is missed');
    expect(warnings()).toHaveLength(1);
    expect(String(warnings()[0]?.msg)).toMatch(/ECONNREFUSED|closed/);
  });

  it('comes back to a Redis that was full, and warns once of one that comes and goes', async () => {
    for (let i = 0; i < 3; i++) {
      await command('config', 'set', 'maxmemory', '1');
      await ask(newClient());
      expect(storage.degraded).toBe(true);
      await command('config', 'set', 'maxmemory', '0');
      await returnsUnderLoad();
    }
    expect(warnings()).toHaveLength(1);
  });

  it('gives up a connection that has gone silent, and makes another', async () => {
    await small.app.close();
    const proxy = await startTcpProxy(port);
    await start({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
    proxy.silence();
    await ask(newClient());
    expect(storage.degraded).toBe(true);
    await until(async () => {
      expect((await ask(newClient())).status).toBe(200);
      return !storage.degraded;
    }, 'Redis counts again');
    await small.app.close();
    await proxy.close();
    await start();
  });

  it('frozen: one request waits for Redis, as long as the setting says, and the others do not', async () => {
    const wait = 1_000;
    await small.app.close();
    await start({ RATE_LIMIT_REDIS_WAIT_MS: String(wait) });
    await askOften(newClient(), 20);
    redis.freeze();
    const [first, ...others] = await askOften(newClient(), 10);
    expect(first?.status).toBe(200);
    expect(first?.milliseconds).toBeGreaterThanOrEqual(wait - 1);
    expect(others.filter(({ milliseconds }) => milliseconds >= wait)).toEqual([]);
  });

  it('does not begin anew what Redis had admitted here', async () => {
    const address = newClient();
    expect((await askOften(address, 10)).every(({ status }) => status === 200)).toBe(true);
    redis.freeze();
    expect((await ask(address)).status).toBe(429);
  });

  it('comes back when it returns, under load, and counts nothing twice', async () => {
    await small.app.close();
    // What is counted here is who is admitted, not how fast a busy machine is.
    await start({ RATE_LIMIT_REDIS_WAIT_MS: '1000' });
    redis.freeze();
    await ask(newClient());
    expect(storage.degraded).toBe(true);
    await askOften(newClient(), 50);
    redis.thaw();
    await returnsUnderLoad();
    const answers = await askOften(newClient(), LIMIT + 5);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(LIMIT);
  });

  it('counts once what Redis has carried out although its answer was lost', async () => {
    await small.app.close();
    const proxy = await startTcpProxy(port);
    await start({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
    proxy.loseAnswers();
    const address = newClient();
    expect((await ask(address)).status).toBe(200);
    const counted = async (): Promise<unknown> => command('llen', `{address:${address}:default}:hits`);
    await until(async () => (await counted()) === 1, 'Redis has counted it');
    proxy.cut();
    await returnsUnderLoad();
    expect(await counted()).toBe(1);
    await small.app.close();
    await proxy.close();
    await start();
  });

  it('comes back to a Redis that was restarted', async () => {
    await redis.stop();
    await ask(newClient());
    expect(storage.degraded).toBe(true);
    redis = await startRedis(port);
    await returnsUnderLoad();
  });

  it('starts without Redis', async () => {
    await small.app.close();
    await redis.stop();
    small = await smallApp(
      { imports: [RedisModule, RateLimitModule], controllers: [DoorController] },
      { REDIS_URL: redis.url, LOG_LEVEL: 'warn' },
    );
    await listen();
    expect((await ask(newClient())).status).toBe(200);
    expect(storage.degraded).toBe(true);
  });
});
