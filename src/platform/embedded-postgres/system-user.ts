import { execFileSync, spawnSync, SpawnOptions } from 'node:child_process';
import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';

/** How PostgreSQL is started: who it runs as, and by which command if not directly. */
export interface SystemUser {
  readonly description: string;
  /** Put in front of the program and its arguments; replaces itself by the program. */
  readonly prefix: readonly string[];
  readonly identity: { readonly uid?: number; readonly gid?: number };
  /** Whom its files must belong to; undefined when that is so by itself. */
  readonly fileOwner: { readonly uid: number; readonly gid: number } | undefined;
}

/** What the machine's own variables may not change: the locale, the zone, PGDATA, PGOPTIONS and their like. */
export const serverEnvironment: NonNullable<SpawnOptions['env']> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

const myself: SystemUser = { description: 'this user', prefix: [], identity: {}, fileOwner: undefined };

/**
 * PostgreSQL refuses to run as root, and initdb refuses a user without a name. Takes the first way that can enter
 * `folder` and run `initdb` and what lies beside it: both may lie under a home that only its owner may enter.
 * Undefined when no way works.
 */
export function findSystemUser(folder: string, initdb: string): SystemUser | undefined {
  const ways = possibleWays(folder);
  return ways.length === 1 ? ways[0] : ways.find((way) => works(way, folder, initdb));
}

/** @throws Error that says what to do instead when no way works */
export function chooseSystemUser(folder: string, initdb: string): SystemUser {
  const found = findSystemUser(folder, initdb);
  if (found !== undefined) return found;
  const ways = possibleWays(folder);
  throw new Error(
    `PostgreSQL does not run as root, and no other way works here (${ways.map((way) => way.description).join(', ')}). ` +
      'Start the service as an ordinary user, or set DATABASE_URL to a server of your own.',
  );
}

function possibleWays(folder: string): readonly SystemUser[] {
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

/** The files of a checkout stay with the user whose checkout it is. */
function asOwnerOf(folder: string): SystemUser[] {
  const { uid, gid } = statSync(dirname(resolve(folder)));
  return uid === 0 ? [] : [{ description: `user ${uid}`, prefix: [], identity: { uid, gid }, fileOwner: { uid, gid } }];
}

/** In a namespace where no user is mapped the process is "nobody" to itself, and its files stay this user's. */
function inUserNamespace(fileOwner: SystemUser['fileOwner']): SystemUser {
  return { description: 'a user namespace', prefix: ['unshare', '--user'], identity: {}, fileOwner };
}

/** Where namespaces are forbidden (most containers); with the right to enter folders that are closed to nobody. */
function asNobody(): SystemUser[] {
  const fileOwner = { uid: idOfNobody('-u'), gid: idOfNobody('-g') };
  const prefix = ['setpriv', `--reuid=${fileOwner.uid}`, `--regid=${fileOwner.gid}`, '--clear-groups'];
  const enterAll = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return [
    { description: 'nobody, who may enter this folder', prefix: [...prefix, ...enterAll], identity: {}, fileOwner },
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

// Shows its settings and makes nothing; before that it looks for the server beside itself, as it does in earnest.
const PROBE = 'id -un >/dev/null && cd "$1" && exec "$2" --show --pgdata "$1/none"';

function works(way: SystemUser, folder: string, initdb: string): boolean {
  const [command = '/bin/sh', ...args] = [...way.prefix, '/bin/sh', '-c', PROBE, 'sh', resolve(folder), initdb];
  return spawnSync(command, args, { ...way.identity, cwd: '/', env: serverEnvironment, timeout: 10_000 }).status === 0;
}
