import { setImmediate as turn } from 'node:timers/promises';
import { TestApp, startTestApp } from '../../support/app';
import { PostgresProxy } from '../../support/postgres-proxy';
import { startRedis, TestRedis } from '../../support/redis';
import { until } from '../../support/until';

const POOL_SIZE = 2;
/** A timer of a millisecond takes more; a question to another process takes more still. */
const MOST_TURNS = 20;
const KEY = 'ak_0123456789abcdef0123456789abcdef0123456789abcdef';

/** Whoever asks, with whatever it shows: a probe behind a gateway sends what the gateway adds. */
const ASKERS: readonly Record<string, string>[] = [{}, { 'x-api-key': KEY }, { authorization: `Bearer ${KEY}` }];

describe('/health/live', () => {
  let proxy: PostgresProxy;
  let redis: TestRedis;
  let service: TestApp;
  /** Paths, in the order of their answers. */
  const answered: string[] = [];

  const ask = async (path: string, headers: Record<string, string> = {}): Promise<number> => {
    const { status } = await fetch(`${service.url}${path}`, { headers });
    answered.push(path);
    return status;
  };

  beforeAll(async () => {
    redis = await startRedis();
    const settings = {
      DATABASE_READ_POOL_SIZE: String(POOL_SIZE),
      DATABASE_STATEMENT_TIMEOUT_MS: '60000',
      REDIS_URL: redis.url,
    };
    service = await startTestApp(settings, async (url) => {
      proxy = await PostgresProxy.before(() => new URL(url));
      return proxy.url(url);
    });
  });

  afterAll(async () => {
    await service.close();
    await proxy.close();
    await redis.stop();
  });

  /** What was asked and is not answered while PostgreSQL is silent, the read pool is full and Redis is frozen. */
  const withStillWorld = async (look: () => Promise<void>): Promise<number[]> => {
    let statements = 0;
    let goOn = (): void => undefined;
    const stillness = new Promise<void>((resolve) => (goOn = resolve));
    proxy.watch(() => {
      statements++;
      return { phase: 'before', act: () => stillness };
    });
    redis.freeze();
    const reads = Array.from({ length: 3 * POOL_SIZE }, (_, count) => ask(`/api/v1/assets?limit=${count + 1}`));
    try {
      await until(() => statements >= POOL_SIZE, 'every connection of the pool waits for PostgreSQL');
      await look();
    } finally {
      proxy.watch(() => undefined);
      goOn();
      redis.thaw();
      await Promise.all(reads);
    }
    return Promise.all(reads);
  };

  /** How often the event loop goes round until the answer is there. Says the same on a slow machine. */
  const turnsUntilAnswered = async (headers: Record<string, string>): Promise<number> => {
    let answered = false;
    const answer = service.app.inject({ url: '/health/live', headers }).finally(() => (answered = true));
    let turns = 0;
    for (; !answered; turns++) await turn();
    expect((await answer).statusCode).toBe(200);
    return turns;
  };

  it('needs neither PostgreSQL, nor a connection of the pool, nor Redis', async () => {
    const reads = await withStillWorld(async () => {
      for (const headers of ASKERS) {
        expect(await ask('/health/live', headers)).toBe(200);
        expect(await turnsUntilAnswered(headers)).toBeLessThan(MOST_TURNS);
      }
      const many = Array.from({ length: 100 }, () => ask('/health/live'));
      expect(new Set(await Promise.all(many))).toEqual(new Set([200]));
      expect(new Set(answered)).toEqual(new Set(['/health/live']));
    });
    expect(new Set(reads)).toEqual(new Set([200]));
  });
});
