import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fchownSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { PostgresBinaries } from './binaries';
import { Cluster } from './cluster';
import { serverEnvironment, SystemUser } from './system-user';

/** Settings of PostgreSQL by name, as in `{ fsync: 'off' }`. */
export type ServerSettings = Readonly<Record<string, string>>;

const settingsAlways: ServerSettings = {
  listen_addresses: '127.0.0.1',
  // TCP with a password only: the path of a socket would be too long below many a folder.
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %d ',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
};

/**
 * Starts the server's process and leaves it to itself, out of reach of a Ctrl-C on this terminal. It may end at once:
 * when another start was faster, or somebody else took the port.
 */
export function spawnServer(
  cluster: Cluster,
  binaries: PostgresBinaries,
  user: SystemUser,
  settings: ServerSettings,
): ChildProcess {
  const options = Object.entries({ ...settingsAlways, ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const [command = '', ...args] = [...user.prefix, binaries.postgres, '-D', cluster.data, ...options];
  const log = openLog(cluster, user);
  const server = spawn(command, args, {
    ...user.identity,
    cwd: '/',
    env: serverEnvironment,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  server.unref();
  return server;
}

/** A port of 127.0.0.1 that was free a moment ago: `preferred` if it is. */
export async function findFreePort(preferred = 0): Promise<number> {
  const probe = createServer().listen(preferred, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch (error) {
    if (preferred === 0) throw error;
    return await findFreePort();
  }
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The machine gave no port on 127.0.0.1');
  return address.port;
}

/** The last lines of the server's log: PostgreSQL says there, and only there, why it did not start. */
export function tailOfLog(cluster: Cluster, lines = 12): string {
  try {
    return readFileSync(cluster.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}

const LARGEST_LOG = 10 * 1024 * 1024;

function openLog(cluster: Cluster, user: SystemUser): number {
  const size = statSync(cluster.logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_LOG) renameSync(cluster.logFile, `${cluster.logFile}.old`);
  const log = openSync(cluster.logFile, 'a', 0o600);
  if (user.fileOwner !== undefined) fchownSync(log, user.fileOwner.uid, user.fileOwner.gid);
  return log;
}
