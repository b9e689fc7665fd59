import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fchownSync, openSync, readFileSync, renameSync, statSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { Cluster, SUPERUSER } from './cluster';
import { PostgresBinaries, serverEnvironment, SystemUser } from './programs';

/** Settings of PostgreSQL by name, as in `{ fsync: 'off' }`. */
export type ServerSettings = Readonly<Record<string, string>>;

const DEFAULT_SETTINGS: ServerSettings = {
  listen_addresses: '127.0.0.1',
  // TCP with a password only: the path of a socket would be too long in many folders.
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] %d ',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
};

/**
 * Starts the server's process, detached from the Ctrl-C of this terminal. It ends at once when another process was faster
 * or the port was taken meanwhile.
 */
export function spawnServer(
  cluster: Cluster,
  binaries: PostgresBinaries,
  user: SystemUser,
  settings: ServerSettings,
): ChildProcess {
  const options = Object.entries({ ...DEFAULT_SETTINGS, ...settings }).flatMap(([name, value]) => [
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

/** A free port of 127.0.0.1: `preferred` if that is free. */
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

/** The last lines of the server's log, the only place where PostgreSQL writes why it did not start. */
export function tailOfLog(cluster: Cluster, lines = 12): string {
  try {
    return readFileSync(cluster.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}

const MAX_LOG_BYTES = 10 * 1024 * 1024;

function openLog(cluster: Cluster, user: SystemUser): number {
  const size = statSync(cluster.logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) renameSync(cluster.logFile, `${cluster.logFile}.old`);
  const log = openSync(cluster.logFile, 'a', 0o600);
  if (user.fileOwner !== undefined) fchownSync(log, user.fileOwner.uid, user.fileOwner.gid);
  return log;
}

/** A running server, by what it writes into its own folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

const PORT_LINE = 3;

/** Undefined when no server runs: there is no pid file, or a killed server left it behind. */
export function findPostmaster(data: string): Postmaster | undefined {
  const lines = readLines(join(data, 'postmaster.pid'));
  const postmaster = { pid: Number(lines[0]), port: Number(lines[PORT_LINE]) };
  return postmaster.pid > 0 && isServerOf(postmaster.pid, data) ? postmaster : undefined;
}

/** Stops fast: transactions are rolled back. After ten seconds immediate: the next start runs the recovery. */
export async function stopPostmaster(pid: number, data: string): Promise<void> {
  for (const [signal, timeout] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 3_000],
    ['SIGKILL', 2_000],
  ] as const) {
    if (!send(pid, signal)) return;
    if (await isGone(pid, data, timeout)) return;
  }
}

async function isGone(pid: number, data: string, timeout: number): Promise<boolean> {
  for (const end = Date.now() + timeout; Date.now() < end; await pause(20)) {
    if (!isServerOf(pid, data)) return true;
  }
  return false;
}

/** Whether `pid` is a running server of this folder, not another program that reuses the pid of a dead server. */
function isServerOf(pid: number, data: string): boolean {
  if (!send(pid, 0)) return false;
  if (!existsSync('/proc/self')) return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data);
  } catch {
    return false;
  }
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** Key of an advisory lock that each process holds shared while it uses the server. */
const USE_LOCK = 4_702_111_234;

/** A share in a running server. It belongs to a connection, so it ends with its process, a crash included. */
export class UseLock {
  private constructor(
    private readonly connection: Client,
    readonly port: number,
  ) {}

  /**
   * Acquires a share. Waits while the last holder stops the server, then fails.
   * @throws the driver's error when the server refuses, is starting or is stopping
   */
  static async acquire(port: number, password: string): Promise<UseLock> {
    const connection = new Client({
      ...{ host: '127.0.0.1', port, user: SUPERUSER, password, database: 'postgres', ssl: false },
      ...{ connectionTimeoutMillis: 10_000, application_name: 'autoindex-use-lock' },
    });
    // Without a listener the loss of the connection would end the process.
    connection.on('error', () => undefined);
    try {
      await connection.connect();
      await connection.query('SELECT pg_advisory_lock_shared($1)', [USE_LOCK]);
    } catch (error) {
      await connection.end().catch(() => undefined);
      throw error;
    }
    return new UseLock(connection, port);
  }

  whenLost(listener: () => void): void {
    this.connection.once('end', listener);
  }

  /** Returns whether it was the last share. If so, no process can acquire one until the server has stopped. */
  async release(): Promise<boolean> {
    await this.connection.query('SELECT pg_advisory_unlock_shared($1)', [USE_LOCK]);
    const answer = await this.connection.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [
      USE_LOCK,
    ]);
    return answer.rows[0]?.alone === true;
  }

  async end(): Promise<void> {
    await this.connection.end().catch(() => undefined);
  }
}
