import { AccountsApplication, accountsApplication, asRequest, ORIGIN } from '../../../test/support/accounts';
import { SessionsService } from './sessions.service';
import { User } from './user.entity';
import { UsersService, UserUpdate } from './users.service';

describe('users', () => {
  let application: AccountsApplication;
  let users: UsersService;

  beforeAll(async () => {
    application = await accountsApplication();
    users = application.get(UsersService);
  });
  beforeEach(() => application.rows('truncate users cascade'));
  afterAll(() => application.close());

  const create = (email: string): Promise<User> => asRequest(() => users.create(email, 'hash', null));
  const stored = (email: string): Promise<User | undefined> => users.findByEmail(email);
  const openSession = (user: User): Promise<{ accessToken: string }> =>
    asRequest(() => application.get(SessionsService).open(user, ORIGIN));
  const isOpen = async ({ accessToken }: { accessToken: string }): Promise<boolean> =>
    application
      .get(SessionsService)
      .identify(accessToken)
      .then(
        () => true,
        () => false,
      );

  it('are created with every field, and read with the microseconds of their creation', async () => {
    const created = await create('ada@example.org');
    expect(created).toEqual({
      ...{ id: expect.any(Number), email: 'ada@example.org', emailVerified: false, name: null },
      ...{ passwordHash: 'hash', googleSubject: null, role: 'user', disabledAt: null },
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    });
    expect(await users.getById(created.id)).toEqual(created);
    expect(await stored('ada@example.org')).toEqual(created);
  });

  it('are refused a second time and left as they are', async () => {
    const first = await create('ada@example.org');
    const second = asRequest(() => users.create('ada@example.org', 'other hash', 'Other'));
    await expect(second).rejects.toMatchObject({
      code: 'validation-failed',
      errors: [{ pointer: '/email', detail: 'Email already registered' }],
    });
    expect(await stored('ada@example.org')).toEqual(first);
  });

  it('are not found after their deletion', async () => {
    const { id } = await create('ada@example.org');
    await application.rows('delete from users');
    await expect(users.getById(id)).rejects.toMatchObject({ code: 'unauthenticated', detail: 'User not found' });
    expect(await stored('ada@example.org')).toBeUndefined();
  });

  describe('changed by an administrator', () => {
    const update = (id: number, change: UserUpdate): Promise<User> =>
      asRequest(() => users.update(id, change, 'user:1'));
    const remove = (id: number): Promise<void> => asRequest(() => users.delete(id, 'user:1'));
    const administrator = async (email: string): Promise<User> => {
      const user = await create(email);
      return update(user.id, { role: 'admin' });
    };

    it('are promoted and demoted and keep their sessions', async () => {
      await administrator('boss@example.org');
      const user = await create('ada@example.org');
      const session = await openSession(user);
      expect(await update(user.id, { role: 'admin' })).toEqual({ ...user, role: 'admin' });
      expect(await update(user.id, { role: 'user' })).toEqual(user);
      expect(await isOpen(session)).toBe(true);
    });

    it('lose all sessions when they are disabled, for good, and keep the first time', async () => {
      const [user, other] = [await create('ada@example.org'), await create('bob@example.org')];
      const [session, others] = [await openSession(user), await openSession(other)];
      const disabled = await update(user.id, { disabled: true });
      expect(disabled).toEqual({ ...user, disabledAt: expect.stringMatching(/Z$/) });
      expect(await update(user.id, { disabled: true })).toEqual(disabled);
      expect(await update(user.id, { disabled: false })).toEqual(user);
      expect([await isOpen(session), await isOpen(others)]).toEqual([false, true]);
      expect(await stored('bob@example.org')).toEqual(other);
    });

    it('are deleted with their sessions, and no other', async () => {
      const [user, other] = [await create('ada@example.org'), await create('bob@example.org')];
      const [session] = [await openSession(user), await openSession(other)];
      await remove(user.id);
      expect(await isOpen(session)).toBe(false);
      expect(await application.rows('select user_id from sessions')).toEqual([{ user_id: other.id }]);
      expect(await stored('ada@example.org')).toBeUndefined();
      expect((await create('ada@example.org')).id).not.toBe(user.id);
    });

    it('are not found when there is no such user', async () => {
      await expect(update(4711, { role: 'admin' })).rejects.toMatchObject({ code: 'not-found' });
      await expect(remove(4711)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('are not demoted, disabled or deleted as the last administrator who can sign in', async () => {
      const [last, disabled] = [await administrator('ada@example.org'), await administrator('bob@example.org')];
      await update(disabled.id, { disabled: true });
      for (const change of [{ role: 'user' }, { disabled: true }] as const) {
        await expect(update(last.id, change)).rejects.toMatchObject({ code: 'conflict' });
      }
      await expect(remove(last.id)).rejects.toMatchObject({ code: 'conflict' });
      await update(disabled.id, { disabled: false });
      expect(await update(last.id, { role: 'user' })).toMatchObject({ role: 'user' });
    });

    it('who demote each other at the same moment leave one administrator', async () => {
      const [one, other] = [await administrator('ada@example.org'), await administrator('bob@example.org')];
      const results = await Promise.allSettled([one, other].map(({ id }) => update(id, { role: 'user' })));
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await application.rows(`select from users where role = 'admin'`)).toHaveLength(1);
    });

    it('are listed page by page in the order of their ids', async () => {
      const all = [await create('c@example.org'), await create('a@example.org'), await create('b@example.org')];
      const first = await users.list({ limit: 2 });
      expect(first).toEqual({ data: all.slice(0, 2), nextCursor: String(all[1]?.id) });
      expect(await users.list({ limit: 2, cursor: all[1]?.id ?? 0 })).toEqual({ data: all.slice(2), nextCursor: null });
    });
  });

  describe('as administrators', () => {
    const ensure = (email: string, hash: string): Promise<void> =>
      asRequest(() => users.ensureAdministrator(email, hash));

    it('are created with a proven e-mail', async () => {
      await ensure('ada@example.org', 'hash');
      expect(await stored('ada@example.org')).toMatchObject({
        ...{ role: 'admin', emailVerified: true, passwordHash: 'hash', googleSubject: null },
      });
    });

    it('are promoted with the new password, and lose their sessions while others keep theirs', async () => {
      const [user, other] = [await create('ada@example.org'), await create('bob@example.org')];
      const [session, others] = [await openSession(user), await openSession(other)];
      await ensure('ada@example.org', 'new hash');
      expect(await stored('ada@example.org')).toEqual({
        ...user,
        ...{ role: 'admin', emailVerified: true, passwordHash: 'new hash' },
      });
      expect([await isOpen(session), await isOpen(others)]).toEqual([false, true]);
      expect(await stored('bob@example.org')).toEqual(other);
    });
  });
});
