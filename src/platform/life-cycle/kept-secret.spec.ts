import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSecret } from './kept-secret';

describe('a secret of the data folder', () => {
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'secret-')), 'data');
  });

  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  it('is made once, however many ask for it at the same moment', async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => keptSecret(folder, 'jwt-secret')));
    expect(new Set(secrets)).toEqual(new Set([await keptSecret(folder, 'jwt-secret')]));
    expect(Buffer.from(secrets[0] ?? '', 'base64url')).toHaveLength(48);
    expect(readdirSync(folder)).toEqual(['jwt-secret']);
  });

  it('is in a file that only its owner may read', async () => {
    await keptSecret(folder, 'admin-token');
    expect(statSync(join(folder, 'admin-token')).mode & 0o777).toBe(0o600);
  });

  it('is another one for another purpose', async () => {
    expect(await keptSecret(folder, 'jwt-secret')).not.toBe(await keptSecret(folder, 'admin-token'));
  });
});
