import { AccountsApplication, accountsApplication, asRequest, ORIGIN } from '../../../test/support/accounts';
import { UserIdentity } from '../identity';
import { hashPassword } from './passwords';
import { PasswordReset, PasswordsService } from './passwords.service';
import { SessionsService } from './sessions.service';
import { SignInService } from './sign-in.service';
import { User } from './user.entity';
import { UsersService } from './users.service';

const OLD = 'Tr4vel!ing-light';
const NEW = 'C0rrect-Horse!7';

describe('passwords', () => {
  let application: AccountsApplication;
  let passwords: PasswordsService;
  let user: User;
  let count = 0;

  beforeAll(async () => {
    application = await accountsApplication();
    passwords = application.get(PasswordsService);
  });
  beforeEach(async () => {
    const email = `ada${count++}@example.org`;
    const hash = await hashPassword(OLD);
    user = await asRequest(() => application.get(UsersService).create(email, hash, null));
  });
  afterAll(() => application.close());

  const signIn = async (password: string): Promise<UserIdentity> => {
    const { accessToken } = await asRequest(() => application.get(SignInService).signIn(user.email, password, ORIGIN));
    return application.get(SessionsService).identify(accessToken);
  };
  const sessions = async (): Promise<string[]> =>
    (await application.get(SessionsService).list(user.id)).map(({ id }) => id);
  const change = (identity: UserIdentity, current: string, wanted: string): Promise<void> =>
    asRequest(() => passwords.change(identity, current, wanted, ORIGIN));
  const createReset = (): Promise<PasswordReset> => asRequest(() => passwords.createReset(user.id, 'user:1'));
  const reset = (code: string, password = NEW): Promise<void> => asRequest(() => passwords.reset(code, password));
  const invalidCode = { code: 'invalid-credentials', detail: expect.stringContaining('code') as string };

  describe('changed by their user', () => {
    it('replace the old one and end all other sessions', async () => {
      const [other, present] = [await signIn(OLD), await signIn(OLD)];
      await change(present, OLD, NEW);
      expect(await sessions()).toEqual([present.sessionId]);
      expect(other.sessionId).not.toBe(present.sessionId);
      await expect(signIn(OLD)).rejects.toMatchObject({ code: 'invalid-credentials' });
      expect(await signIn(NEW)).toMatchObject({ id: user.id });
    });

    it('stay as they are with a wrong present password, a weak new one, or the e-mail in it', async () => {
      const present = await signIn(OLD);
      await expect(change(present, NEW, NEW)).rejects.toMatchObject({ code: 'invalid-credentials' });
      for (const weak of ['P@ssw0rd', `Xk7!${user.email.split('@')[0]}-Qv`]) {
        await expect(change(present, OLD, weak)).rejects.toMatchObject({ errors: [{ pointer: '/newPassword' }] });
      }
      expect(await signIn(OLD)).toMatchObject({ id: user.id });
    });

    it('cannot be guessed: ten failures and the address is refused', async () => {
      const present = await signIn(OLD);
      for (let i = 0; i < 10; i++) await change(present, NEW, NEW).catch(() => undefined);
      await expect(change(present, OLD, NEW)).rejects.toMatchObject({ code: 'too-many-requests' });
    });

    it('are refused where there is none', async () => {
      const present = await signIn(OLD);
      await application.rows(`update users set password_hash = null, google_subject = 'g-1' where id = $1`, user.id);
      await expect(change(present, OLD, NEW)).rejects.toMatchObject({ code: 'conflict' });
    });

    it('of two changes at the same moment, one succeeds', async () => {
      const present = await signIn(OLD);
      const results = await Promise.allSettled([change(present, OLD, NEW), change(present, OLD, `${NEW}x`)]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    });
  });

  describe('set with a code', () => {
    it('replace the old one, once, and end all sessions', async () => {
      await signIn(OLD);
      const { code } = await createReset();
      await reset(code);
      expect(await sessions()).toEqual([]);
      await expect(reset(code, `${NEW}x`)).rejects.toMatchObject(invalidCode);
      expect(await signIn(NEW)).toMatchObject({ id: user.id });
    });

    it('stay as they are with an unknown, replaced or expired code', async () => {
      const { code } = await createReset();
      const second = await createReset();
      await expect(reset('invented')).rejects.toMatchObject(invalidCode);
      await expect(reset(code)).rejects.toMatchObject(invalidCode);
      await application.rows('update password_resets set expires_at = now()');
      await expect(reset(second.code)).rejects.toMatchObject(invalidCode);
      expect(await signIn(OLD)).toMatchObject({ id: user.id });
    });

    it('may be weak at first: the code stays valid', async () => {
      const { code } = await createReset();
      await expect(reset(code, 'P@ssw0rd')).rejects.toMatchObject({ errors: [{ pointer: '/password' }] });
      await reset(code);
      expect(await signIn(NEW)).toMatchObject({ id: user.id });
    });

    it('are set by one of several who use the code at the same moment', async () => {
      const { code } = await createReset();
      const results = await Promise.allSettled(Array.from({ length: 4 }, () => reset(code)));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('are valid for a day, and stored as a hash', async () => {
      const { code, expiresAt } = await createReset();
      expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(86_000_000);
      expect(Date.parse(expiresAt) - Date.now()).toBeLessThan(87_000_000);
      const stored = await application.rows(`select encode(code_hash, 'escape') from password_resets`);
      expect(JSON.stringify(stored)).not.toContain(code);
    });

    it.each([
      ['the user changes the password', async (present: UserIdentity) => change(present, OLD, `${NEW}x`)],
      [
        'the user is disabled, even if enabled again',
        async ({ id }: UserIdentity) => {
          await asRequest(() => application.get(UsersService).update(id, { disabled: true }, 'user:1'));
          await asRequest(() => application.get(UsersService).update(id, { disabled: false }, 'user:1'));
        },
      ],
      ['the user is deleted', async ({ id }: UserIdentity) => application.get(UsersService).delete(id, 'user:1')],
    ])('are refused once %s', async (_cause, act) => {
      const { code } = await createReset();
      const present = await signIn(OLD);
      await asRequest(async () => void (await act(present)));
      await expect(reset(code)).rejects.toMatchObject(invalidCode);
    });

    it('are not created for a disabled or unknown user', async () => {
      await asRequest(() => application.get(UsersService).update(user.id, { disabled: true }, 'user:1'));
      await expect(createReset()).rejects.toMatchObject({ code: 'conflict' });
      await application.rows('delete from users');
      await expect(createReset()).rejects.toMatchObject({ code: 'not-found' });
    });
  });
});
