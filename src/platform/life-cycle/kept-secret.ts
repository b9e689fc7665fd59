import { randomBytes, randomUUID } from 'node:crypto';
import { chown, link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../errors';

type SecretName = 'admin-token' | 'jwt-secret';

const BYTES: Record<SecretName, number> = { 'admin-token': 24, 'jwt-secret': 48 };

/** A secret of this data folder: made once, in a file of this name that only its owner may read. */
export async function keptSecret(dataDirectory: string, name: SecretName): Promise<string> {
  const file = join(dataDirectory, name);
  await mkdir(dataDirectory, { recursive: true });
  const kept = await readSecret(file);
  if (kept !== undefined) return kept;
  await keep(dataDirectory, file, randomBytes(BYTES[name]).toString('base64url'));
  return (await readFile(file, 'utf8')).trim();
}

async function readSecret(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written beside and linked, so that a second process that starts at this moment reads all of it or makes none. */
async function keep(folder: string, file: string, secret: string): Promise<void> {
  const draft = `${file}-${randomUUID()}`;
  await writeFile(draft, `${secret}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await giveToOwnerOf(folder, draft);
    await link(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
}

/** What root makes in another user's checkout must stay of use to that user. */
async function giveToOwnerOf(folder: string, file: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(folder);
  await chown(file, uid, gid);
}
