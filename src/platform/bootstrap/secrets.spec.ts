import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOrCreateSecret } from './secrets';

describe('a secret of the data folder', () => {
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'secret-')), 'data');
  });

  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  it('is created once by twenty simultaneous callers', async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => loadOrCreateSecret(folder, 'jwt-secret')));
    expect(new Set(secrets)).toEqual(new Set([await loadOrCreateSecret(folder, 'jwt-secret')]));
    expect(Buffer.from(secrets[0] ?? '', 'base64url')).toHaveLength(48);
    expect(readdirSync(folder)).toEqual(['jwt-secret']);
  });

  it('is stored in a file that only its owner can read', async () => {
    await loadOrCreateSecret(folder, 'admin-token');
    expect(statSync(join(folder, 'admin-token')).mode & 0o777).toBe(0o600);
  });

  it('differs by name', async () => {
    expect(await loadOrCreateSecret(folder, 'jwt-secret')).not.toBe(await loadOrCreateSecret(folder, 'admin-token'));
  });
});
