import { TestDatabase, createTestDatabase } from '../support/database';
import { ServiceProcess } from '../support/processes';
import { TestRedis, startRedis } from '../support/redis';
import { afterTheTurnOfTheHour } from '../support/turn-of-the-hour';
import { until } from '../support/until';

const LIMIT = 100;
const TOKEN = 'test-administrator-0123456789-abcdefghijk';

let database: TestDatabase;
let redis: TestRedis;
let instances: ServiceProcess[];

beforeAll(async () => {
  await afterTheTurnOfTheHour();
  [database, redis] = await Promise.all([createTestDatabase(), startRedis()]);
  const environment = {
    DATABASE_URL: database.url,
    READ_ACCESS: 'public',
    REDIS_URL: redis.url,
    ADMIN_TOKEN: TOKEN,
    TRUST_PROXY: '1',
    INSTANCES: '4',
    RATE_LIMIT_WINDOW_S: '600',
    // What is measured here is who counts, not how fast a busy machine is.
    RATE_LIMIT_REDIS_WAIT_MS: '1000',
    LOG_LEVEL: 'info',
  };
  const options = { folder: process.cwd(), environment };
  instances = await Promise.all([1, 2, 3, 4].map(() => ServiceProcess.start(options)));
}, 120_000);

afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.end('SIGTERM')));
  await redis.stop();
  await database.drop();
});

const ask = async (instance: ServiceProcess, client: string, path = '/nowhere'): Promise<number> => {
  const answer = await fetch(`${instance.url}${path}`, {
    headers: { 'x-forwarded-for': client, 'x-admin-token': TOKEN },
  });
  await answer.arrayBuffer();
  return answer.status;
};

describe('distributed rate limit works across several workers', () => {
  it('admits the limit exactly when four processes are asked at once', async () => {
    const asked = instances.flatMap((instance) => Array.from({ length: 75 }, () => ask(instance, '192.0.2.1')));
    const statuses = await Promise.all(asked);
    expect(statuses.filter((status) => status !== 429)).toHaveLength(LIMIT);
    expect(statuses.filter((status) => status === 429)).toHaveLength(300 - LIMIT);
  });

  it('refuses at every process what one of them has admitted', async () => {
    const [first, ...others] = instances;
    if (!first) throw new Error('no instance');
    for (let i = 0; i < LIMIT; i++) expect(await ask(first, '192.0.2.2')).not.toBe(429);
    for (const other of others) expect(await ask(other, '192.0.2.2')).toBe(429);
  });

  it('leaves other clients alone', async () => {
    expect(await Promise.all(instances.map((instance) => ask(instance, '192.0.2.3')))).not.toContain(429);
  });

  it('lists the busiest clients of all processes at each of them', async () => {
    const busiest = async ({ url }: ServiceProcess): Promise<number | undefined> => {
      const answer = await fetch(`${url}/api/v1/ops/rate-limits`, { headers: { 'x-admin-token': TOKEN } });
      return ((await answer.json()) as { clients: { requests: number }[] }).clients[0]?.requests;
    };
    // The first client asked 300 times, 75 times each process, which hands over once a second what it counted.
    await until(
      async () => (await Promise.all(instances.map(busiest))).every((requests) => requests === 300),
      'each process knows what the others counted',
    );
  });
});
