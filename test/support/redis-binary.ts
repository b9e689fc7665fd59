import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface RedisBinary {
  readonly path: string;
  /** Where its libraries lie, when that is not where the system looks. */
  readonly libraries: string | undefined;
}

/**
 * A Redis server: of the PATH, else of the distribution's package, unpacked into the user's cache without installing it.
 * @throws Error that says what to do when there is neither
 */
export async function findRedisBinary(): Promise<RedisBinary> {
  const installed = (await onPath('redis-server')) ?? (await onPath('valkey-server'));
  if (installed !== undefined) return { path: installed, libraries: undefined };
  const folder = join(await cacheFolder(), `redis-${process.arch}`);
  if (!existsSync(folder)) await unpackInto(folder);
  return { path: join(folder, 'usr/bin/redis-server'), libraries: await libraryPath(folder) };
}

async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (await isAllowed(join(folder, name), constants.X_OK)) return join(folder, name);
  }
  return undefined;
}

/** The user's, else, for a user without a home, one in the checkout. */
async function cacheFolder(): Promise<string> {
  const wanted = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'autoindex');
  await mkdir(wanted, { recursive: true }).catch(() => undefined);
  if (await isAllowed(wanted, constants.W_OK)) return wanted;
  await mkdir('.cache', { recursive: true });
  return join(process.cwd(), '.cache');
}

async function isAllowed(path: string, mode: number): Promise<boolean> {
  return await access(path, mode).then(
    () => true,
    () => false,
  );
}

/** Built aside and moved into place: several test workers may come here at once. */
async function unpackInto(folder: string): Promise<void> {
  const draft = await mkdtemp(`${folder}-unfinished-`);
  try {
    await downloadPackages(draft);
    for (const name of await readdir(draft)) {
      if (name.endsWith('.deb')) await run('dpkg', ['-x', join(draft, name), join(draft, 'root')]);
    }
    // One program under several names: under this one it is the server.
    await symlink('redis-check-rdb', join(draft, 'root/usr/bin/redis-server'));
    await rename(join(draft, 'root'), folder);
  } catch (cause) {
    if (!existsSync(folder)) throw new Error(ADVICE, { cause });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

const ADVICE =
  'These tests need a Redis server. Install one (apt-get install redis-server, or valkey-server), ' +
  'or set TEST_REDIS_URL to one that may be emptied, such as redis://127.0.0.1:6379/15. ' +
  'Fetching the Debian package without installing it did not work here: see the cause.';

const PACKAGES = ['redis-tools', 'libjemalloc2', 'liblzf1'];

/** With package lists of its own, so that it needs neither root nor an earlier apt-get update. */
async function downloadPackages(draft: string): Promise<void> {
  const apt = ['-o', `Dir::State::Lists=${draft}/lists`, '-o', `Dir::Cache=${draft}/archives`];
  await mkdir(join(draft, 'lists/partial'), { recursive: true });
  await mkdir(join(draft, 'archives/archives/partial'), { recursive: true });
  await run('apt-get', [...apt, '-q', 'update'], { cwd: draft });
  await run('apt-get', [...apt, '-q', 'download', ...PACKAGES], { cwd: draft });
}

async function libraryPath(folder: string): Promise<string> {
  const base = join(folder, 'usr/lib');
  return (await readdir(base)).map((name) => join(base, name)).join(delimiter);
}
