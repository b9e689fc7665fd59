import Redis from 'ioredis';
import { startRedis, TestRedis } from '../support/redis';

describe('the Redis server of the tests', () => {
  let server: TestRedis;
  let client: Redis;

  beforeEach(async () => {
    server = await startRedis();
    client = new Redis(server.url, { retryStrategy: () => null });
    client.on('error', () => undefined);
  });
  afterEach(async () => {
    client.disconnect();
    await server.stop();
  });

  it('stores', async () => {
    await client.set('a', '1');
    expect(await client.get('a')).toBe('1');
  });

  it('does not answer while frozen, and answers when thawed', async () => {
    if (server.pid === undefined) return;
    await client.ping();
    server.freeze();
    client.options.commandTimeout = 200;
    await expect(client.ping()).rejects.toThrow('timed out');
    client.options.commandTimeout = undefined;
    server.thaw();
    expect(await client.ping()).toBe('PONG');
  });
});
