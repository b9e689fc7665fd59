import { AccountsApplication, accountsApplication, asRequest, ORIGIN } from '../../../test/support/accounts';
import { ApiKeysService } from '../keys/api-keys.service';
import { SessionsService } from '../sign-in/sessions.service';
import { UsersService } from '../sign-in/users.service';
import { IdentificationService } from './identification.service';
import { MemoizedIdentification } from './memoized-identification';

const ADMIN_TOKEN = 'administrator-0123456789-abcdefghijkl';

describe('the sender of a request', () => {
  let application: AccountsApplication;
  let identification: IdentificationService;
  let userId: number;
  let bearer: { authorization: string };
  let key: { 'x-api-key': string };
  let prefix: string;

  beforeAll(async () => {
    application = await accountsApplication({ ADMIN_TOKEN });
    identification = application.get(IdentificationService);
    const user = await asRequest(() => application.get(UsersService).create('ada@example.org', 'hash', null));
    userId = user.id;
    const { accessToken } = await asRequest(() => application.get(SessionsService).open(user, ORIGIN));
    bearer = { authorization: `Bearer ${accessToken}` };
    const created = await asRequest(() => application.get(ApiKeysService).create({ name: 'k', scopes: ['ops'] }, 'x'));
    key = { 'x-api-key': created.key };
    ({ prefix } = created);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => application.close());

  it('has a rate limit key that is verified: known without the database after a lookup', async () => {
    for (const [headers, rateLimitKey] of [
      [bearer, `user:${userId}`],
      [key, `key:${prefix}`],
    ] as const) {
      expect(identification.knownRateLimitKey(headers)).toBeUndefined();
      expect(await asRequest(() => identification.findRateLimitKey(headers))).toBe(rateLimitKey);
      expect(identification.knownRateLimitKey(headers)).toBe(rateLimitKey);
    }
    expect(identification.knownRateLimitKey({ authorization: `${bearer.authorization}x` })).toBeUndefined();
  });

  it('has a known rate limit key for a minute, in which another instance may end the session or revoke the key', async () => {
    await asRequest(() => identification.findRateLimitKey(bearer));
    await asRequest(() => identification.findRateLimitKey(key));
    const now = performance.now();
    jest.spyOn(performance, 'now').mockReturnValue(now + 60_001);
    expect(identification.knownRateLimitKey(bearer)).toBeUndefined();
    expect(identification.knownRateLimitKey(key)).toBeUndefined();
  });

  it('has no rate limit key once the session is ended or the key is revoked', async () => {
    const user = await asRequest(() => application.get(UsersService).create('out@example.org', 'hash', null));
    const { accessToken } = await asRequest(() => application.get(SessionsService).open(user, ORIGIN));
    const signedOut = { authorization: `Bearer ${accessToken}` };
    const created = await asRequest(() => application.get(ApiKeysService).create({ name: 'k', scopes: ['ops'] }, 'x'));
    const revoked = { 'x-api-key': created.key };
    for (const headers of [signedOut, revoked]) await asRequest(() => identification.findRateLimitKey(headers));
    await asRequest(() => application.get(SessionsService).revokeByAccessToken(accessToken));
    await asRequest(() => application.get(ApiKeysService).revoke(created.prefix, 'x'));
    for (const headers of [signedOut, revoked]) {
      expect(identification.knownRateLimitKey(headers)).toBeUndefined();
      const found = await asRequest(() => identification.findRateLimitKey(headers)).catch(() => undefined);
      expect(found).toBeUndefined();
    }
  });

  it('has no rate limit key with invented credentials or as administrator', async () => {
    for (const headers of [{}, { 'x-admin-token': ADMIN_TOKEN }, { 'x-api-key': `${prefix}_${'A'.repeat(43)}` }]) {
      expect(identification.knownRateLimitKey(headers)).toBeUndefined();
      expect(await asRequest(() => identification.findRateLimitKey(headers))).toBeUndefined();
    }
  });

  it.each([ADMIN_TOKEN.slice(0, -1), `${ADMIN_TOKEN}x`, ADMIN_TOKEN.toUpperCase()])(
    'is not an administrator with the token %s',
    async (token) => {
      await expect(identification.identify({ headers: { 'x-admin-token': token } })).rejects.toMatchObject({
        code: 'unauthenticated',
      });
    },
  );

  it('is an administrator with the token, and anonymous without credentials', async () => {
    expect(await identification.identify({ headers: { 'x-admin-token': ADMIN_TOKEN } })).toEqual({
      kind: 'administrator',
    });
    expect(await identification.identify({ headers: {} })).toEqual({ kind: 'anonymous' });
  });

  describe('memoized', () => {
    const request = (headers: object): never => ({ headers, ip: '203.0.113.1' }) as never;
    let now: number;
    let lookups: jest.SpyInstance;
    let memoized: MemoizedIdentification;

    beforeEach(() => {
      now = 1_000_000;
      jest.spyOn(performance, 'now').mockImplementation(() => now);
      lookups = jest.spyOn(identification, 'identify');
      memoized = application.get(MemoizedIdentification);
    });

    it('is looked up once a second', async () => {
      for (let i = 0; i < 5; i++) expect(await memoized.identify(request(bearer))).toMatchObject({ id: userId });
      now += 999;
      await memoized.identify(request(bearer));
      expect(lookups).toHaveBeenCalledTimes(1);
      now += 1;
      await memoized.identify(request(bearer));
      expect(lookups).toHaveBeenCalledTimes(2);
    });

    it('is looked up once a second with an invalid token, too', async () => {
      const invalid = request({ authorization: 'Bearer invalid' });
      for (let i = 0; i < 5; i++) {
        await expect(memoized.identify(invalid)).rejects.toMatchObject({ code: 'unauthenticated' });
      }
      expect(lookups).toHaveBeenCalledTimes(1);
    });

    it('is never another sender', async () => {
      expect(await memoized.identify(request(bearer))).toMatchObject({ kind: 'user' });
      expect(await asRequest(() => memoized.identify(request(key)))).toMatchObject({ kind: 'key' });
      expect(await memoized.identify(request({}))).toEqual({ kind: 'anonymous' });
      await expect(memoized.identify(request({ 'x-admin-token': 'no' }))).rejects.toThrow();
    });
  });
});
