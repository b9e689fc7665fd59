import { AccountsApplication, accountsApplication, asRequest } from '../../../test/support/accounts';
import { SessionsService } from './sessions.service';
import { User } from './user.entity';
import { UsersService } from './users.service';

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
  const forGoogle = (subject: string, email: string): Promise<User> =>
    asRequest(() => users.ensureForGoogle({ subject, email, name: 'Ada' }));
  const stored = (email: string): Promise<User | undefined> => users.findByEmail(email);
  const openSession = ({ id }: User): Promise<{ accessToken: string }> =>
    asRequest(() => application.get(SessionsService).open(id));
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
      ...{ passwordHash: 'hash', googleSubject: null, role: 'user' },
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

  describe('with a Google account', () => {
    it('are created with a proven e-mail and found again after the e-mail changed at Google', async () => {
      const created = await forGoogle('g-1', 'ada@example.org');
      expect(created).toMatchObject({ emailVerified: true, name: 'Ada', passwordHash: null, role: 'user' });
      expect(await forGoogle('g-1', 'new@example.org')).toEqual(created);
      expect(await application.rows('select from users')).toHaveLength(1);
    });

    it('lose an unproven password and all sessions when they are linked by e-mail', async () => {
      const squatter = await create('ada@example.org');
      const session = await openSession(squatter);
      expect((await forGoogle('g-1', 'ada@example.org')).id).toBe(squatter.id);
      expect(await stored('ada@example.org')).toMatchObject({
        ...{ passwordHash: null, emailVerified: true, googleSubject: 'g-1' },
      });
      expect(await isOpen(session)).toBe(false);
    });

    it('keep a password and sessions whose e-mail was proven', async () => {
      await asRequest(() => users.ensureAdministrator('ada@example.org', 'hash'));
      const administrator = (await stored('ada@example.org')) as User;
      const session = await openSession(administrator);
      await forGoogle('g-1', 'ada@example.org');
      expect(await stored('ada@example.org')).toEqual({ ...administrator, googleSubject: 'g-1' });
      expect(await isOpen(session)).toBe(true);
    });

    it('are not taken over by another Google account with the same e-mail', async () => {
      const first = await forGoogle('g-1', 'ada@example.org');
      await expect(forGoogle('g-2', 'ada@example.org')).rejects.toMatchObject({ code: 'invalid-credentials' });
      expect(await stored('ada@example.org')).toEqual(first);
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
