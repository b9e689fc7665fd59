import { Controller, Get } from '@nestjs/common';
import { ClientUse, RateLimitModule, RateLimitStorage, TopClients } from '../../src/platform/rate-limit';
import { RedisModule } from '../../src/platform/redis';
import { TestRedisCluster, startRedisCluster } from '../support/redis-cluster';
import { SmallApp, smallApp } from '../support/small-app';
import { afterTheTurnOfTheHour } from '../support/turn-of-the-hour';
import { until } from '../support/until';

@Controller()
class DoorController {
  @Get('door')
  door(): string {
    return 'open';
  }
}

const LIMIT = 20;

describe('rate limit over a Redis Cluster of three nodes', () => {
  let cluster: TestRedisCluster;
  let instances: [SmallApp, SmallApp];

  const start = (): Promise<SmallApp> =>
    smallApp(
      { imports: [RedisModule, RateLimitModule], controllers: [DoorController] },
      {
        REDIS_CLUSTER_NODES: cluster.nodes,
        TRUST_PROXY: '1',
        RATE_LIMIT: String(LIMIT),
        RATE_LIMIT_WINDOW_S: '600',
        RATE_LIMIT_REDIS_WAIT_MS: '1000',
        INSTANCES: '2',
        LOG_LEVEL: 'warn',
      },
    );
  const ask = async ({ app }: SmallApp, client: string): Promise<number> =>
    (await app.inject({ url: '/door', headers: { 'x-forwarded-for': client } })).statusCode;
  const degraded = ({ app }: SmallApp): boolean => app.get(RateLimitStorage).degraded;

  beforeAll(async () => {
    await afterTheTurnOfTheHour();
    cluster = await startRedisCluster();
    instances = [await start(), await start()];
  });
  afterAll(async () => {
    await Promise.all(instances.map(({ app }) => app.close()));
    await cluster.stop();
  });

  it('admits the limit exactly, for clients on every node, over two instances', async () => {
    for (let client = 1; client <= 12; client++) {
      const asked = Array.from({ length: 2 * LIMIT }, (_, i) =>
        ask(instances[i % 2 === 0 ? 0 : 1], `192.0.${client}.1`),
      );
      const statuses = await Promise.all(asked);
      expect(statuses.filter((status) => status === 200)).toHaveLength(LIMIT);
    }
    expect(instances.some(degraded)).toBe(false);
  });

  it('lists the busiest clients of both', async () => {
    const expected = { client: 'address:192.0.1.*', requests: 2 * LIMIT, blocked: LIMIT };
    let listed: ClientUse[] = [];
    // Each waits for Redis for a quarter of a second only, and lists its own clients else.
    await until(async () => {
      await instances[0].app.get(TopClients).list();
      listed = await instances[1].app.get(TopClients).list();
      return listed.some(({ client, requests }) => client === expected.client && requests === expected.requests);
    }, 'one lists what both have counted');
    expect(listed).toHaveLength(12);
    expect(listed).toContainEqual(expected);
  });

  it('goes on per instance while a node is away, with one warning, and fails no request', async () => {
    await cluster.servers[2]?.stop();
    const statuses: number[] = [];
    for (let client = 1; client <= 60; client++) statuses.push(await ask(instances[0], `198.51.100.${client}`));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(degraded(instances[0])).toBe(true);
    const asked = Array.from({ length: LIMIT }, () => ask(instances[0], '203.0.113.1'));
    expect((await Promise.all(asked)).filter((status) => status === 200)).toHaveLength(LIMIT / 2);
    const lines = instances.flatMap(({ log }) => log);
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });
});
