import { ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { copyBinariesTo, findPostgresBinaries, PostgresBinaries } from './binaries';
import { Cluster, createClusterOnce, giveTo, readPassword } from './cluster';
import { Lease } from './lease';
import { findPostmaster, Postmaster } from './postmaster';
import { findFreePort, ServerSettings, spawnServer, tailOfLog } from './server';
import { chooseSystemUser, findSystemUser, SystemUser } from './system-user';

/** Long enough for the recovery after a crash. */
const PATIENCE = 60_000;
const MOST_STARTS = 8;

/**
 * Joins the server of this cluster, or starts one when none runs. It loops, because between the look and the deed
 * another process may start or stop the server, or take the port.
 * @throws Error with the last lines of the server's log
 */
export async function joinOrStart(cluster: Cluster, settings: ServerSettings, preferredPort?: number): Promise<Lease> {
  let server: ChildProcess | undefined;
  let starts = 0;
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(20)) {
    const running = findPostmaster(cluster.data);
    if (running !== undefined) {
      const lease = await tryToJoin(running, cluster);
      if (lease !== undefined) return lease;
    } else if (server === undefined || hasEnded(server)) {
      if (starts === MOST_STARTS) break;
      await pause(starts * 100);
      server = await start(cluster, settings, preferredPort);
      starts += 1;
    }
  }
  throw new Error(`The embedded PostgreSQL in ${cluster.folder} does not start. Its log ends:\n${tailOfLog(cluster)}`);
}

/** Undefined while the server is starting or stopping. */
async function tryToJoin({ port }: Postmaster, cluster: Cluster): Promise<Lease | undefined> {
  const password = await readPassword(cluster);
  try {
    return await Lease.take(port, password);
  } catch (error) {
    if (isRefusalOfPassword(error)) throw error;
    return undefined;
  }
}

function isRefusalOfPassword(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '28P01';
}

async function start(cluster: Cluster, settings: ServerSettings, preferredPort?: number): Promise<ChildProcess> {
  const { binaries, user } = chooseHowToRun(dirname(cluster.folder));
  await createClusterOnce(cluster, binaries, user);
  await giveTo(user, cluster);
  const port = String(await findFreePort(preferredPort));
  return spawnServer(cluster, binaries, user, { ...settings, port });
}

function chooseHowToRun(folder: string): { binaries: PostgresBinaries; user: SystemUser } {
  const binaries = findPostgresBinaries();
  const user = findSystemUser(folder, binaries.initdb);
  if (user !== undefined) return { binaries, user };
  const copy = copyBinariesTo(folder, binaries);
  return { binaries: copy, user: chooseSystemUser(folder, copy.initdb) };
}

function hasEnded(server: ChildProcess): boolean {
  return server.pid === undefined || server.exitCode !== null || server.signalCode !== null;
}
