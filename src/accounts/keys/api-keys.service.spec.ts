import { AccountsApplication, accountsApplication, asRequest } from '../../../test/support/accounts';
import { KeyScope } from '../identity';
import { ApiKeysService, CreatedApiKey } from './api-keys.service';

describe('API keys', () => {
  let application: AccountsApplication;
  let keys: ApiKeysService;

  beforeAll(async () => {
    application = await accountsApplication();
    keys = application.get(ApiKeysService);
  });
  beforeEach(() => application.rows('truncate api_keys'));
  afterAll(() => application.close());

  const create = (...scopes: KeyScope[]): Promise<CreatedApiKey> =>
    asRequest(() => keys.create({ name: scopes.join(), scopes }, 'user:1'));
  const identify = ({ key }: CreatedApiKey): Promise<unknown> => asRequest(() => keys.identify(key));
  const lastUse = async (): Promise<string | null | undefined> =>
    (await application.rows<{ used: string | null }>('select last_used_at::text as used from api_keys'))[0]?.used;

  it('identify their prefix and scopes', async () => {
    const created = await create('read', 'ops');
    expect(created.key.startsWith(`${created.prefix}_`)).toBe(true);
    expect(await identify(created)).toEqual({ kind: 'key', prefix: created.prefix, scopes: ['read', 'ops'] });
  });

  it('are stored as a hash', async () => {
    const { key } = await create('read');
    const rows = await application.rows(`select api_keys::text, encode(key_hash, 'escape') from api_keys`);
    expect(JSON.stringify(rows)).not.toContain(key.slice(13));
  });

  it('are not identified with another secret', async () => {
    const [one, other] = [await create('admin'), await create('read')];
    expect(await asRequest(() => keys.identify(one.prefix + other.key.slice(12)))).toBeUndefined();
    expect(await asRequest(() => keys.identify(one.prefix))).toBeUndefined();
    expect(await asRequest(() => keys.identify(`${one.key}x`))).toBeUndefined();
  });

  it('are known without the database from their first valid use until they turn out revoked', async () => {
    const created = await create('read');
    expect(keys.knownPrefixOf(created.key)).toBeUndefined();
    await identify(created);
    expect(keys.knownPrefixOf(created.key)).toBe(created.prefix);
    await asRequest(() => keys.revoke(created.prefix, 'user:1'));
    expect(await identify(created)).toBeUndefined();
    expect(keys.knownPrefixOf(created.key)).toBeUndefined();
  });

  it('record a use at most once a minute', async () => {
    const created = await create('read');
    await identify(created);
    const first = await lastUse();
    expect(first).not.toBeNull();
    await identify(created);
    expect(await lastUse()).toBe(first);
    await application.rows(`update api_keys set last_used_at = now() - interval '61 seconds'`);
    const old = await lastUse();
    await identify(created);
    expect(await lastUse()).not.toBe(old);
  });

  it('keep who revoked them first and when', async () => {
    const { prefix } = await create('read');
    const revocation = (): Promise<unknown[]> => application.rows('select revoked_by, revoked_at::text from api_keys');
    await asRequest(() => keys.revoke(prefix, 'user:1'));
    const first = await revocation();
    await asRequest(() => keys.revoke(prefix, 'user:2'));
    expect(await revocation()).toEqual(first);
    expect(first).toEqual([{ revoked_by: 'user:1', revoked_at: expect.any(String) }]);
  });

  it('are revoked one by one, and an unknown one is an error', async () => {
    const [one, other] = [await create('read'), await create('read')];
    await asRequest(() => keys.revoke(one.prefix, 'user:1'));
    expect([await identify(one), await identify(other)]).toEqual([undefined, expect.anything()]);
    await expect(asRequest(() => keys.revoke('aix_00000000', 'user:1'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are listed newest first with the revoked ones', async () => {
    const [one, other] = [await create('read'), await create('write')];
    await asRequest(() => keys.revoke(one.prefix, 'user:1'));
    expect((await keys.list()).map(({ prefix, revokedAt }) => [prefix, revokedAt])).toEqual([
      [other.prefix, null],
      [one.prefix, expect.any(String)],
    ]);
    expect(await keys.list()).not.toContainEqual(expect.objectContaining({ key: expect.anything() }));
  });
});
