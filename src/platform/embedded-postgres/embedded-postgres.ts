import { ChildProcess } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { codeOf } from '../errors';
import { Cluster, clusterIn, makeDataDirectory, readPassword, SUPERUSER, createClusterOnce, giveTo } from './cluster';
import { findPrograms } from './programs';
import {
  UseLock,
  findPostmaster,
  stopPostmaster,
  ServerSettings,
  Postmaster,
  findFreePort,
  spawnServer,
  tailOfLog,
} from './server';
import { SqlState } from '../utils/sql-state';

/** Long enough for the recovery after a crash. */
const START_TIMEOUT_MS = 60_000;
const MAX_STARTS = 8;
/** Of the service's database and of its owner. */
const NAME = 'autoindex';
const ALREADY_EXISTS: readonly string[] = [
  SqlState.duplicateObject,
  SqlState.duplicateDatabase,
  SqlState.uniqueViolation,
];

/**
 * A real PostgreSQL server in a folder. Several processes can share it, such as the service and the command line: the
 * first starts it, the last one stops it. A server that outlived a killed process is joined too.
 */
export class EmbeddedPostgres {
  private stopping = false;
  private rejoining: Promise<void> = Promise.resolve();

  private constructor(
    private readonly cluster: Cluster,
    private readonly settings: ServerSettings,
    private readonly password: string,
    private useLock: UseLock,
  ) {
    this.watch();
  }

  /** @throws Error with the last lines of the server's log when it does not start */
  static async start(dataDirectory: string, settings: ServerSettings = {}): Promise<EmbeddedPostgres> {
    await makeDataDirectory(dataDirectory);
    const cluster = clusterIn(await realpath(dataDirectory));
    const useLock = await joinOrStart(cluster, settings);
    return new EmbeddedPostgres(cluster, settings, await readPassword(cluster), useLock);
  }

  /** Address of `database` for `user`. The superuser and the service's user have the same random password. */
  url(database = 'postgres', user = SUPERUSER): string {
    return `postgres://${user}:${this.password}@127.0.0.1:${this.useLock.port}/${database}`;
  }

  get pid(): number | undefined {
    return findPostmaster(this.cluster.data)?.pid;
  }

  /** Stops the server unless another process uses it. Takes 13 seconds at most. */
  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    await this.rejoining.catch(() => undefined);
    const isLast = await this.useLock.release().catch(() => false);
    const running = findPostmaster(this.cluster.data);
    if (isLast && running !== undefined) await stopPostmaster(running.pid, this.cluster.data);
    await this.useLock.end();
  }

  /** Starts a crashed server again on the same port, where the connection pools will find it. */
  private watch(): void {
    this.useLock.whenLost(() => {
      if (!this.stopping) this.rejoining = this.rejoin();
    });
  }

  private async rejoin(): Promise<void> {
    try {
      this.useLock = await joinOrStart(this.cluster, this.settings, this.useLock.port);
      this.watch();
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  }
}

/**
 * Joins the server of this cluster, or starts it. Loops, because another process may start or stop the server, or take
 * the port, between the check and the action.
 * @throws Error with the last lines of the server's log
 */
async function joinOrStart(cluster: Cluster, settings: ServerSettings, preferredPort?: number): Promise<UseLock> {
  let server: ChildProcess | undefined;
  let starts = 0;
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end; await pause(20)) {
    const running = findPostmaster(cluster.data);
    if (running !== undefined) {
      const useLock = await tryToJoin(running, cluster);
      if (useLock !== undefined) return useLock;
    } else if (server === undefined || hasEnded(server)) {
      if (starts === MAX_STARTS) break;
      await pause(starts * 100);
      server = await start(cluster, settings, preferredPort);
      starts += 1;
    }
  }
  throw new Error(`The embedded PostgreSQL in ${cluster.folder} does not start. Its log ends:\n${tailOfLog(cluster)}`);
}

/** Undefined while the server is starting or stopping. */
async function tryToJoin({ port }: Postmaster, cluster: Cluster): Promise<UseLock | undefined> {
  const password = await readPassword(cluster);
  try {
    return await UseLock.acquire(port, password);
  } catch (error) {
    if (codeOf(error) === SqlState.invalidPassword) throw error;
    return undefined;
  }
}

async function start(cluster: Cluster, settings: ServerSettings, preferredPort?: number): Promise<ChildProcess> {
  const { binaries, user } = findPrograms(dirname(cluster.folder));
  await createClusterOnce(cluster, binaries, user);
  await giveTo(user, cluster);
  const port = String(await findFreePort(preferredPort));
  return spawnServer(cluster, binaries, user, { ...settings, port });
}

function hasEnded(server: ChildProcess): boolean {
  return server.pid === undefined || server.exitCode !== null || server.signalCode !== null;
}

/**
 * Creates the service's database if it does not exist, owned by a user without superuser rights.
 * @returns its address
 */
export async function ensureApplicationDatabase(server: EmbeddedPostgres): Promise<string> {
  const { password } = new URL(server.url());
  const client = new Client({ connectionString: server.url(), ssl: false });
  await client.connect();
  try {
    await ignoringDuplicates(client, `CREATE ROLE ${NAME} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    await ignoringDuplicates(client, `CREATE DATABASE ${NAME} OWNER ${NAME}`);
  } finally {
    await client.end();
  }
  return server.url(NAME, NAME);
}

async function ignoringDuplicates(client: Client, statement: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    if (!ALREADY_EXISTS.includes(codeOf(error) ?? '')) throw error;
  }
}
