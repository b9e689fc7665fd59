import { randomBytes, randomUUID } from 'node:crypto';
import { chown, link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppConfig } from '../config';
import { codeOf } from '../errors';
import { StartError } from './start.error';

type SecretName = 'admin-token' | 'jwt-secret';

const BYTES: Record<SecretName, number> = { 'admin-token': 24, 'jwt-secret': 48 };

/**
 * Adds a secret that signs access tokens, from the data folder, unless the configuration has one. In production it must
 * have one, because other instances do not share the data folder.
 * @throws StartError when the secret can be neither read nor stored
 */
export async function withSigningSecret(config: AppConfig): Promise<AppConfig> {
  if (config.accounts.jwtSecret !== undefined) return config;
  try {
    return config.signingWith(await loadOrCreateSecret(config.dataDirectory, 'jwt-secret'));
  } catch (cause) {
    throw new StartError('JWT_SECRET is not set, and no secret can be stored in DATA_DIR', { cause });
  }
}

/** The secret of this name in the data folder, created on first use in a file that only its owner can read. */
export async function loadOrCreateSecret(dataDirectory: string, name: SecretName): Promise<string> {
  const file = join(dataDirectory, name);
  await mkdir(dataDirectory, { recursive: true });
  const stored = await readSecret(file);
  if (stored !== undefined) return stored;
  await store(dataDirectory, file, randomBytes(BYTES[name]).toString('base64url'));
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

/** Writes a draft and links it, so that a second process that starts now reads a whole secret and creates none. */
async function store(folder: string, file: string, secret: string): Promise<void> {
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

/** Files that root creates in a user's checkout must stay readable for that user. */
async function giveToOwnerOf(folder: string, file: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(folder);
  await chown(file, uid, gid);
}
