import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lchown, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { PostgresBinaries, serverEnvironment, SystemUser } from './programs';
export const SUPERUSER = 'postgres';

/** The paths of a cluster. Other users of the machine cannot read them. */
export interface Cluster {
  readonly folder: string;
  /** PostgreSQL's own files. */
  readonly data: string;
  readonly logFile: string;
  readonly passwordFile: string;
}

export function clusterIn(dataDirectory: string): Cluster {
  return clusterAt(resolve(dataDirectory, 'postgres'));
}

/** Creates the data folder. Root gives it to the owner of the folder around it. */
export async function makeDataDirectory(dataDirectory: string): Promise<void> {
  if (existsSync(dataDirectory)) return;
  await mkdir(dataDirectory, { recursive: true });
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dirname(resolve(dataDirectory)));
  await lchown(dataDirectory, uid, gid);
}

/**
 * Creates the cluster if there is none. It is built in a draft folder and renamed, so that a killed start leaves no half
 * cluster, and of two simultaneous starts one wins.
 * @throws Error with initdb's message
 */
export async function createClusterOnce(cluster: Cluster, binaries: PostgresBinaries, user: SystemUser): Promise<void> {
  if (existsSync(cluster.folder)) return;
  await removeOldDrafts(cluster);
  const draft = await mkdtemp(draftPrefix(cluster));
  try {
    await initialise(clusterAt(draft), binaries, user);
    await rename(draft, cluster.folder);
  } catch (error) {
    if (!existsSync(cluster.folder)) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

const draftPrefix = ({ folder }: Cluster): string => `${folder}-unfinished-`;
const MAX_SETUP_MS = 10 * 60_000;

/** Drafts of killed starts. A younger one may belong to a start in progress. */
async function removeOldDrafts(cluster: Cluster): Promise<void> {
  const home = dirname(cluster.folder);
  for (const path of (await readdir(home)).map((name) => join(home, name))) {
    if (!path.startsWith(draftPrefix(cluster)) || Date.now() - (await stat(path)).mtimeMs < MAX_SETUP_MS) continue;
    await rm(path, { recursive: true, force: true });
  }
}

/** Gives every file of the cluster to the user that PostgreSQL runs as. */
export async function giveTo(user: SystemUser, cluster: Cluster): Promise<void> {
  if (user.fileOwner === undefined) return;
  const { uid, gid } = user.fileOwner;
  if (existsSync(cluster.data) && (await stat(cluster.data)).uid === uid) return;
  const below = await readdir(cluster.folder, { recursive: true });
  for (const name of ['.', ...below]) await lchown(join(cluster.folder, name), uid, gid);
}

export async function readPassword(cluster: Cluster): Promise<string> {
  return (await readFile(cluster.passwordFile, 'utf8')).trim();
}

function clusterAt(folder: string): Cluster {
  return {
    folder,
    data: join(folder, 'cluster'),
    logFile: join(folder, 'server.log'),
    passwordFile: join(folder, 'password'),
  };
}

/** Uses PostgreSQL's built-in locale, by code point: the order is the same on every machine. */
async function initialise(cluster: Cluster, binaries: PostgresBinaries, user: SystemUser): Promise<void> {
  await writeFile(cluster.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  await giveTo(user, cluster);
  const [command = binaries.initdb, ...args] = [
    ...user.prefix,
    ...[binaries.initdb, '--pgdata', cluster.data, '--username', SUPERUSER, '--pwfile', cluster.passwordFile],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--locale-provider=builtin'],
    ...['--builtin-locale=C.UTF-8', '--no-instructions'],
  ];
  try {
    await promisify(execFile)(command, args, { ...user.identity, cwd: '/', env: serverEnvironment });
  } catch (cause) {
    throw new Error(`The embedded PostgreSQL cannot be set up in ${cluster.folder}: ${outputOf(cause)}`, { cause });
  }
}

function outputOf(failure: unknown): string {
  if (typeof failure !== 'object' || failure === null) return String(failure);
  const stderr = 'stderr' in failure && typeof failure.stderr === 'string' ? failure.stderr.trim() : '';
  return stderr === '' && failure instanceof Error ? failure.message : stderr;
}
