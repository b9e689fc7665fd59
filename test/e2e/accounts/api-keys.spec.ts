import { ADMIN_TOKEN, TestApp, startTestApp } from '../../support/app';
import { json } from '../../support/json';
import { rowsOf } from '../../support/rows';
import { Sender, senderTo } from '../../support/sender';

interface Key {
  readonly key: string;
  readonly prefix: string;
  readonly name: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

describe('API keys over REST', () => {
  let service: TestApp;
  let send: Sender;
  const administrator = { 'x-admin-token': ADMIN_TOKEN };
  const asset = { symbol: 'AAPL', name: 'Apple Inc.' };

  const create = (...scopes: string[]): Promise<Key> =>
    json<Key>(send('POST', '/api/v1/api-keys', administrator, { name: scopes.join(), scopes }));
  const listed = async ({ prefix }: Key): Promise<Key | undefined> =>
    (await json<{ data: Key[] }>(send('GET', '/api/v1/api-keys', administrator))).data.find(
      (key) => key.prefix === prefix,
    );
  const statusWith = async (headers: Record<string, string>, path = '/api/v1/assets'): Promise<number> =>
    (await send('GET', path, headers)).status;

  beforeAll(async () => {
    service = await startTestApp({ READ_ACCESS: 'authenticated' });
    send = senderTo(service.url);
  });

  afterAll(() => service.close());

  it('are shown once, and stored as a hash', async () => {
    const created = await create('read');
    expect(created.key).toMatch(/^aix_[0-9a-f]{8}_[\w-]{43}$/);
    expect(created.key.startsWith(created.prefix)).toBe(true);
    expect(await listed(created)).not.toHaveProperty('key');
    const rows = await rowsOf(service.database.url, 'select api_keys::text from api_keys');
    expect(JSON.stringify(rows)).not.toContain(created.key.slice(13));
  });

  it('let in by X-API-Key and by Authorization: Bearer', async () => {
    const { key } = await create('read');
    expect(await statusWith({ 'x-api-key': key })).toBe(200);
    expect(await statusWith({ authorization: `Bearer ${key}` })).toBe(200);
    expect(await statusWith({})).toBe(401);
  });

  it('do what their scopes say and nothing else', async () => {
    const [reader, writer] = [await create('read'), await create('write')];
    expect((await send('POST', '/api/v1/assets', { 'x-api-key': reader.key }, asset)).status).toBe(403);
    expect((await send('POST', '/api/v1/assets', { 'x-api-key': writer.key }, asset)).status).toBe(201);
    expect(await statusWith({ 'x-api-key': writer.key })).toBe(403);
    expect(await statusWith({ 'x-api-key': writer.key }, '/api/v1/api-keys')).toBe(403);
  });

  it('make keys themselves when they are for an administrator, who is on record', async () => {
    const { key, prefix } = await create('admin');
    const made = await json(
      send('POST', '/api/v1/api-keys', { 'x-api-key': key }, { name: 'by key', scopes: ['ops'] }),
    );
    expect(made).toMatchObject({ createdBy: `key:${prefix}`, scopes: ['ops'] });
  });

  it('record their last use', async () => {
    const created = await create('read');
    expect(await listed(created)).toMatchObject({ lastUsedAt: null });
    await Promise.all(Array.from({ length: 10 }, () => statusWith({ 'x-api-key': created.key })));
    const { lastUsedAt } = (await listed(created)) ?? {};
    expect(Date.now() - Date.parse(lastUsedAt ?? '')).toBeLessThan(60_000);
  });

  it('are refused once they are revoked, and stay in the list', async () => {
    const created = await create('read');
    const path = `/api/v1/api-keys/${created.prefix}`;
    expect((await send('DELETE', path, administrator)).status).toBe(204);
    expect((await send('DELETE', path, administrator)).status).toBe(204);
    expect(await statusWith({ 'x-api-key': created.key })).toBe(401);
    expect((await listed(created))?.revokedAt).toMatch(/^\d{4}-/);
    expect((await send('DELETE', '/api/v1/api-keys/aix_00000000', administrator)).status).toBe(404);
  });

  it('are refused with another secret behind an existing prefix', async () => {
    const { prefix } = await create('admin');
    expect(await statusWith({ 'x-api-key': `${prefix}_${'A'.repeat(43)}` })).toBe(401);
    expect(await statusWith({ 'x-api-key': prefix })).toBe(401);
    expect(await statusWith({ 'x-api-key': `${prefix}' or true --` })).toBe(401);
  });

  it.each([
    [{ name: 'x', scopes: [] }],
    [{ name: 'x', scopes: ['read', 'read'] }],
    [{ name: 'x', scopes: ['everything'] }],
    [{ name: 'x', scopes: 'read' }],
    [{ name: '', scopes: ['read'] }],
    [{ scopes: ['read'] }],
  ])('refuse to be made as %j', async (body) => {
    expect((await send('POST', '/api/v1/api-keys', administrator, body)).status).toBe(400);
  });
});
