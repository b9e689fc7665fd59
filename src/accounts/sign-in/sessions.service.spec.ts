import { AccountsApplication, accountsApplication, asRequest } from '../../../test/support/accounts';
import { SessionsService, Tokens } from './sessions.service';
import { UsersService } from './users.service';

describe('sessions', () => {
  let application: AccountsApplication;
  let sessions: SessionsService;
  let userId: number;

  beforeAll(async () => {
    application = await accountsApplication();
    sessions = application.get(SessionsService);
  });
  beforeEach(async () => {
    await application.rows('truncate users cascade');
    ({ id: userId } = await asRequest(() => application.get(UsersService).create('ada@example.org', 'hash', null)));
  });
  afterAll(() => application.close());

  const open = (): Promise<Tokens> => asRequest(() => sessions.open(userId));
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
    await asRequest(() => sessions.open(other.id));
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
