import { AccountsApplication, accountsApplication, asRequest, ORIGIN } from '../../../test/support/accounts';
import { SessionsService, Tokens } from './sessions.service';
import { User } from './user.entity';
import { UsersService } from './users.service';

describe('sessions', () => {
  let application: AccountsApplication;
  let sessions: SessionsService;
  let user: User;
  let userId: number;

  beforeAll(async () => {
    application = await accountsApplication();
    sessions = application.get(SessionsService);
  });
  beforeEach(async () => {
    await application.rows('truncate users cascade');
    user = await asRequest(() => application.get(UsersService).create('ada@example.org', 'hash', null));
    userId = user.id;
  });
  afterAll(() => application.close());

  const open = (): Promise<Tokens> => asRequest(() => sessions.open(user, ORIGIN));
  const refresh = ({ refreshToken }: Tokens): Promise<Tokens> => asRequest(() => sessions.refresh(refreshToken));
  const identify = ({ accessToken }: Tokens): Promise<unknown> => sessions.identify(accessToken);
  const daysLeft = (): Promise<unknown[]> =>
    application.rows(`select round(extract(epoch from expires_at - now()) / 86400)::int as days from sessions`);
  const invalid = { code: 'unauthenticated', detail: 'Invalid token' };

  it('last 30 days and name their user', async () => {
    const tokens = await open();
    expect(tokens.expiresIn).toBe(86_400);
    expect(await daysLeft()).toEqual([{ days: 30 }]);
    expect(await identify(tokens)).toEqual({ kind: 'user', id: userId, role: 'user', sessionId: expect.any(String) });
  });

  it('give the role of now, not of when the token was issued', async () => {
    const tokens = await open();
    await application.rows(`update users set role = 'admin'`);
    expect(await identify(tokens)).toMatchObject({ role: 'admin' });
  });

  it('are extended to 30 days by a refresh, which keeps the session', async () => {
    const first = await open();
    await application.rows(`update sessions set expires_at = now() + interval '2 days'`);
    const second = await refresh(first);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(await daysLeft()).toEqual([{ days: 30 }]);
    expect(await identify(second)).toEqual(await identify(first));
  });

  it('end for all their tokens when a refresh token is used twice', async () => {
    const first = await open();
    const second = await refresh(first);
    await expect(refresh(first)).rejects.toMatchObject(invalid);
    await expect(refresh(second)).rejects.toMatchObject(invalid);
    await expect(identify(second)).rejects.toMatchObject(invalid);
  });

  it('are not refreshed once they are expired', async () => {
    const tokens = await open();
    await application.rows(`update sessions set expires_at = now()`);
    await expect(refresh(tokens)).rejects.toMatchObject(invalid);
  });

  it('end 90 days after they were opened, however often they are refreshed', async () => {
    const first = await open();
    await application.rows(`update sessions set created_at = now() - interval '80 days'`);
    const second = await refresh(first);
    expect(await daysLeft()).toEqual([{ days: 10 }]);
    await application.rows(
      `update sessions set created_at = created_at - interval '10 days', expires_at = expires_at - interval '10 days'`,
    );
    await expect(identify(second)).rejects.toMatchObject(invalid);
    await expect(refresh(second)).rejects.toMatchObject(invalid);
  });

  it('are not opened with a password that was changed, or for a user who was disabled, meanwhile', async () => {
    await application.rows(`update users set password_hash = 'new hash'`);
    await expect(open()).rejects.toMatchObject({ code: 'invalid-credentials' });
    await application.rows(`update users set password_hash = 'hash', disabled_at = now()`);
    await expect(open()).rejects.toMatchObject({ code: 'invalid-credentials' });
    expect(await application.rows('select from sessions')).toEqual([]);
  });

  it('of a disabled user are not open', async () => {
    const tokens = await open();
    await application.rows(`update users set disabled_at = now()`);
    await expect(identify(tokens)).rejects.toMatchObject(invalid);
  });

  it('are listed with where and when they were opened and used, without those that have ended', async () => {
    const [first, ended] = [await open(), await open()];
    await asRequest(() => sessions.open(user, { address: '2001:db8::/64', userAgent: 'Browser/1' }));
    await asRequest(() => sessions.revokeByRefreshToken(ended.refreshToken));
    await application.rows(`update sessions set last_used_at = last_used_at - interval '1 hour'`);
    await refresh(first);
    const iso = expect.stringMatching(/^\d{4}-.*Z$/) as string;
    const times = { id: expect.any(String) as string, createdAt: iso, lastUsedAt: iso, expiresAt: iso };
    expect(await sessions.list(userId)).toEqual([
      { ...times, ...ORIGIN },
      { ...times, address: '2001:db8::/64', userAgent: 'Browser/1' },
    ]);
  });

  it('are ended one by one by their user alone, or all but one', async () => {
    const other = await asRequest(() => application.get(UsersService).create('bob@example.org', 'hash', null));
    await open();
    const kept = await open();
    const [last, first] = (await sessions.list(userId)).map(({ id }) => id);
    const foreign = asRequest(() => sessions.revokeOne(other.id, first ?? ''));
    await expect(foreign).rejects.toMatchObject({ code: 'not-found' });
    await asRequest(() => sessions.revokeOne(userId, first ?? ''));
    expect((await sessions.list(userId)).map(({ id }) => id)).toEqual([last]);
    await open();
    await asRequest(() => sessions.revokeAllOf(userId, last));
    expect((await sessions.list(userId)).map(({ id }) => id)).toEqual([last]);
    expect(await identify(kept)).toMatchObject({ id: userId });
  });

  it('are known without the database while they are open, and not once they are ended', async () => {
    const tokens = await open();
    const known = (): number | undefined => sessions.knownUserOf(tokens.accessToken);
    expect(known()).toBeUndefined();
    await identify(tokens);
    expect(known()).toBe(userId);
    await asRequest(() => sessions.revokeByRefreshToken(tokens.refreshToken));
    expect(known()).toBeUndefined();
    const second = await open();
    await identify(second);
    await application.rows(`update sessions set revoked_at = now()`);
    await identify(second).catch(() => undefined);
    expect(sessions.knownUserOf(second.accessToken)).toBeUndefined();
  });

  it('are revoked by one of their tokens, and no other session with them', async () => {
    const [one, two, other] = [await open(), await open(), await open()];
    await asRequest(() => sessions.revokeByRefreshToken(one.refreshToken));
    await asRequest(() => sessions.revokeByAccessToken(two.accessToken));
    await expect(identify(one)).rejects.toMatchObject(invalid);
    await expect(identify(two)).rejects.toMatchObject(invalid);
    expect(await identify(other)).toMatchObject({ id: userId });
  });

  it('are left alone by unknown tokens', async () => {
    const tokens = await open();
    await asRequest(() => sessions.revokeByRefreshToken('unknown'));
    await asRequest(() => sessions.revokeByAccessToken('unknown'));
    expect(await identify(tokens)).toMatchObject({ id: userId });
  });

  it('keep the time of their first revocation', async () => {
    const { refreshToken } = await open();
    await asRequest(() => sessions.revokeByRefreshToken(refreshToken));
    const first = await application.rows('select revoked_at::text from sessions');
    await asRequest(() => sessions.revokeByRefreshToken(refreshToken));
    await asRequest(() => sessions.revokeAllOf(userId));
    expect(await application.rows('select revoked_at::text from sessions')).toEqual(first);
  });

  it('of the user that are expired are deleted when the next one opens', async () => {
    const other = await asRequest(() => application.get(UsersService).create('bob@example.org', 'hash', null));
    await open();
    await asRequest(() => sessions.open(other, ORIGIN));
    await application.rows(`update sessions set expires_at = now() - interval '1 day'`);
    await open();
    expect(await application.rows('select user_id, expires_at > now() as valid from sessions order by 1')).toEqual([
      { user_id: userId, valid: true },
      { user_id: other.id, valid: false },
    ]);
  });

  it('name no user who has been deleted', async () => {
    const tokens = await open();
    await application.rows('delete from users');
    await expect(identify(tokens)).rejects.toMatchObject({ code: 'unauthenticated', detail: 'User not found' });
  });
});
