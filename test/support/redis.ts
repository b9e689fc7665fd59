import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { cleanUpAfterDeath, forgetEnded } from './clean-up-after-death';
import { freePort } from './free-port';
import { findRedisBinary } from './redis-binary';
import { until } from './until';

export interface TestRedis {
  readonly url: string;
  /** Undefined for a server given by TEST_REDIS_URL: that one is not ours to freeze or stop. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
  /** Stops answering but keeps its connections, as behind a cut cable. */
  freeze(): void;
  thaw(): void;
}

/** A Redis server of one's own, empty, nothing stored; on `port` if given, to come back where it was; `settings` as on its command line. */
export async function startRedis(port?: number, settings: readonly string[] = []): Promise<TestRedis> {
  const external = process.env['TEST_REDIS_URL'];
  if (external !== undefined && external !== '' && settings.length === 0) return useServer(external);
  const folder = await mkdtemp(join(tmpdir(), 'autoindex-redis-'));
  const chosen = port ?? (await freePort());
  const server = await spawnServer(chosen, folder, settings);
  const url = `redis://127.0.0.1:${chosen}`;
  await until(() => hasEnded(server) || answers(url, server.pid), `Redis answers on ${url}`);
  if (hasEnded(server)) throw new Error(`Redis ended at once, see ${folder}/redis.log`);
  return {
    url,
    pid: server.pid,
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    stop: () => stop(server, folder),
  };
}

async function spawnServer(port: number, folder: string, settings: readonly string[]): Promise<ChildProcess> {
  const { path, libraries } = await findRedisBinary();
  const server = spawn(
    path,
    [
      '--bind',
      '127.0.0.1',
      '--port',
      String(port),
      '--save',
      '',
      '--dir',
      folder,
      '--logfile',
      'redis.log',
      ...settings,
    ],
    { stdio: 'ignore', env: { ...process.env, LC_ALL: 'C', ...(libraries && { LD_LIBRARY_PATH: libraries }) } },
  );
  await once(server, 'spawn');
  const { pid } = server;
  if (pid === undefined) throw new Error('The process was not made');
  cleanUpAfterDeath({ pids: [pid], folders: [folder] });
  server.on('exit', () => forgetEnded(pid));
  return server;
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  if (!hasEnded(server)) {
    const ended = once(server, 'exit');
    server.kill('SIGCONT');
    server.kill('SIGKILL');
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}

/** Another test's server may have been faster to take the port. */
async function answers(url: string, pid: number | undefined): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, commandTimeout: 5_000 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await redis.info('server')).includes(`process_id:${pid}\r`);
  } catch {
    return false;
  } finally {
    if (redis.status !== 'end') redis.disconnect();
  }
}

async function useServer(url: string): Promise<TestRedis> {
  const redis = new Redis(url, { lazyConnect: true });
  await redis.connect();
  await redis.flushdb();
  redis.disconnect();
  const notOurs = (): never => {
    throw new Error(
      'The server of TEST_REDIS_URL cannot be frozen: unset it to run the tests that need a server of their own',
    );
  };
  return { url, pid: undefined, stop: () => Promise.resolve(), freeze: notOurs, thaw: notOurs };
}
