import Redis from 'ioredis';
import { freePort } from './free-port';
import { TestRedis, startRedis } from './redis';
import { until } from './until';

export interface TestRedisCluster {
  /** `host:port`, separated by commas. */
  readonly nodes: string;
  readonly servers: readonly TestRedis[];
  stop(): Promise<void>;
}

const SLOTS = 16_384;

/** A Redis Cluster of three masters without replicas; those that are left go on serving their slots without the others. */
export async function startRedisCluster(): Promise<TestRedisCluster> {
  const buses = [await freePort(), await freePort(), await freePort()];
  const servers = await Promise.all(
    buses.map((bus) => startRedis(undefined, ['--cluster-enabled', 'yes', '--cluster-port', String(bus), ...LENIENT])),
  );
  const clients = servers.map(({ url }) => new Redis(url));
  await introduce(clients, servers, buses);
  await until(async () => (await Promise.all(clients.map(knowsAll))).every(Boolean), 'the nodes are a cluster');
  clients.forEach((client) => client.disconnect());
  return {
    nodes: servers.map(({ url }) => new URL(url).host).join(','),
    servers,
    stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
  };
}

const LENIENT = ['--cluster-require-full-coverage', 'no', '--cluster-node-timeout', '5000'];

async function introduce(
  clients: readonly Redis[],
  servers: readonly TestRedis[],
  buses: readonly number[],
): Promise<void> {
  const share = Math.ceil(SLOTS / clients.length);
  for (const [i, client] of clients.entries()) {
    const last = Math.min(SLOTS, (i + 1) * share) - 1;
    await client.call('cluster', 'addslotsrange', i * share, last);
    await client.call('cluster', 'set-config-epoch', i + 1);
  }
  for (const [i, { url }] of servers.entries()) {
    if (i > 0) await clients[0]?.call('cluster', 'meet', '127.0.0.1', new URL(url).port, buses[i] ?? 0);
  }
}

async function knowsAll(client: Redis): Promise<boolean> {
  const state = String(await client.call('cluster', 'info'));
  return state.includes('cluster_state:ok') && state.includes(`cluster_slots_ok:${SLOTS}`);
}
