import { verify } from '@node-rs/argon2';
import { AccountsApplication, accountsApplication, asRequest, ORIGIN } from '../../../test/support/accounts';
import { RateLimitStorage } from '../../platform/rate-limit';
import { AccessTokens } from './access-tokens';
import { GoogleTokens, GoogleUser } from './google-tokens';
import { RegistrationService } from './registration.service';
import { SignInService } from './sign-in.service';
import { Tokens } from './sessions.service';
import { User } from './user.entity';
import { UsersService } from './users.service';

jest.mock('@node-rs/argon2', () => {
  const actual = jest.requireActual<typeof import('@node-rs/argon2')>('@node-rs/argon2');
  return { ...actual, verify: jest.fn(actual.verify) };
});

const PASSWORD = 'Tr4vel!ing-light';
const WRONG = 'Wr0ng!password';
const HOUR_MS = 3_600_000;

const error = (attempt: Promise<unknown>): Promise<unknown> => attempt.catch((reason: unknown) => reason);

describe('signing in', () => {
  let application: AccountsApplication;
  let signIn: SignInService;
  let count = 0;

  beforeAll(async () => {
    application = await accountsApplication();
    signIn = application.get(SignInService);
    await register('Known@Example.org');
    await withGoogle({ subject: 'g-1', email: 'google@example.org' });
  });
  beforeEach(() => jest.mocked(verify).mockClear());
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => application.close());

  const from = (address: string): typeof ORIGIN => ({ ...ORIGIN, address });
  const register = (email: string, origin = ORIGIN): Promise<Tokens> =>
    asRequest(() =>
      application
        .get(RegistrationService)
        .register({ email, password: PASSWORD, name: null, invitation: undefined }, origin),
    );
  const byPassword = (email: string, password = PASSWORD, origin = ORIGIN): Promise<Tokens> =>
    asRequest(() => signIn.signIn(email, password, origin));
  /** Google has verified its token. */
  const withGoogle = (google: Partial<GoogleUser>, password?: string): Promise<Tokens> => {
    const verified = { subject: 'g-1', email: 'ada@gmail.com', name: null, isAuthoritative: true, ...google };
    jest.spyOn(application.get(GoogleTokens), 'verify').mockResolvedValue(verified);
    return asRequest(() =>
      signIn.signInWithGoogle({ idToken: 'x', nonce: undefined, password }, from(`10.0.0.${count++}`)),
    );
  };
  const stored = (email: string): Promise<User | undefined> => application.get(UsersService).findByEmail(email);
  const userIdOf = ({ accessToken }: Tokens): number | undefined =>
    application.get(AccessTokens).read(accessToken)?.userId;

  it.each([
    ['a wrong password', 'known@example.org'],
    ['an unknown e-mail', 'unknown@example.org'],
    ['a user without a password', 'google@example.org'],
  ])('computes one hash of the same cost for %s and gives the same error', async (_case, email) => {
    const attempt = byPassword(email, WRONG);
    await expect(attempt).rejects.toMatchObject({ code: 'invalid-credentials', detail: 'Invalid credentials' });
    expect(jest.mocked(verify).mock.calls).toEqual([
      [expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/), WRONG],
    ]);
  });

  it('gives a disabled user the error of a wrong password', async () => {
    await register('disabled@example.org');
    await application.rows(`update users set disabled_at = now() where email = 'disabled@example.org'`);
    await expect(byPassword('disabled@example.org')).rejects.toMatchObject({
      code: 'invalid-credentials',
      detail: 'Invalid credentials',
    });
  });

  it('opens a session for the right password in any case of the e-mail', async () => {
    const tokens = await byPassword('KNOWN@example.ORG');
    expect(userIdOf(tokens)).toBe((await stored('known@example.org'))?.id);
  });

  it('refuses an address that failed ten times at an account, before it computes a hash, and no other', async () => {
    await register('victim@example.org');
    for (let i = 0; i < 10; i++) {
      const email = i % 2 === 0 ? 'victim@example.org' : 'VICTIM@example.org';
      expect(await error(byPassword(email, WRONG, from('192.0.2.1')))).toMatchObject({ code: 'invalid-credentials' });
    }
    jest.mocked(verify).mockClear();
    const refused = await error(byPassword('victim@example.org', PASSWORD, from('192.0.2.1')));
    expect(refused).toMatchObject({ code: 'too-many-requests', retryAfterSeconds: expect.any(Number) });
    expect(verify).not.toHaveBeenCalled();
    expect(await byPassword('victim@example.org', PASSWORD, from('192.0.2.2'))).toHaveProperty('accessToken');
    expect(await error(byPassword('another@example.org', WRONG, from('192.0.2.1')))).toMatchObject({
      code: 'invalid-credentials',
    });
  });

  it('counts failures and not successes', async () => {
    await register('often@example.org');
    for (let i = 0; i < 12; i++) await byPassword('often@example.org', PASSWORD, from('192.0.2.9'));
    expect(await byPassword('often@example.org', PASSWORD, from('192.0.2.9'))).toHaveProperty('accessToken');
  });

  describe('at an account that is tried from everywhere', () => {
    const email = 'attacked@example.org';

    beforeAll(async () => {
      await register(email);
      const storage = application.get(RateLimitStorage);
      for (let i = 0; i < 100; i++)
        await storage.increment(`account:${email}`, HOUR_MS, 100, 0, 'sign-in-account-total');
    });

    it('is slowed down to one attempt in two seconds, and lets the owner in from a new address', async () => {
      const begin = performance.now();
      for (let i = 0; i < 3; i++) {
        const owner = await byPassword(email, PASSWORD, from(`198.51.100.${i}`));
        expect(owner).toHaveProperty('accessToken');
      }
      expect(performance.now() - begin).toBeGreaterThan(3_500);
    });

    it('does not slow down an address that the user signed in from before', async () => {
      const begin = performance.now();
      for (let i = 0; i < 3; i++) await byPassword(email, PASSWORD, ORIGIN);
      expect(performance.now() - begin).toBeLessThan(3_500);
    });
  });

  describe('with Google', () => {
    beforeEach(() => application.rows('truncate users cascade'));

    it('creates an account at the first time, and finds it again under a new e-mail', async () => {
      const first = userIdOf(await withGoogle({}));
      expect(await stored('ada@gmail.com')).toMatchObject({ emailVerified: true, passwordHash: null, role: 'user' });
      expect(userIdOf(await withGoogle({ email: 'new@gmail.com' }))).toBe(first);
    });

    it('does not take an e-mail for proven where Google is not the authority', async () => {
      await withGoogle({ email: 'ada@example.org', isAuthoritative: false });
      expect(await stored('ada@example.org')).toMatchObject({ emailVerified: false, googleSubject: 'g-1' });
    });

    it('links an account with a password by that password only', async () => {
      await register('ada@gmail.com', from(`10.0.1.${count++}`));
      const before = await stored('ada@gmail.com');
      for (const password of [undefined, WRONG]) {
        expect(await error(withGoogle({}, password))).toMatchObject({ code: 'invalid-credentials' });
        expect(await stored('ada@gmail.com')).toEqual(before);
      }
      expect(userIdOf(await withGoogle({}, PASSWORD))).toBe(before?.id);
      expect(userIdOf(await withGoogle({}))).toBe(before?.id);
      expect(userIdOf(await byPassword('ada@gmail.com'))).toBe(before?.id);
    });

    it('does not link where Google is not the authority, not even with the password', async () => {
      await register('ada@example.org', from(`10.0.1.${count++}`));
      const linked = await error(withGoogle({ email: 'ada@example.org', isAuthoritative: false }, PASSWORD));
      expect(linked).toMatchObject({ code: 'invalid-credentials' });
      expect(await stored('ada@example.org')).toMatchObject({ googleSubject: null });
    });

    it('never links an administrator', async () => {
      await register('ada@gmail.com', from(`10.0.1.${count++}`));
      await application.rows(`update users set role = 'admin', email_verified = true`);
      expect(await error(withGoogle({}, PASSWORD))).toMatchObject({ code: 'invalid-credentials' });
      expect(await stored('ada@gmail.com')).toMatchObject({ googleSubject: null });
    });

    it('gives no account of one Google account to another', async () => {
      await withGoogle({});
      expect(await error(withGoogle({ subject: 'g-2' }))).toMatchObject({ code: 'invalid-credentials' });
    });

    it('refuses a disabled user', async () => {
      await withGoogle({});
      await application.rows(`update users set disabled_at = now()`);
      expect(await error(withGoogle({}))).toMatchObject({ code: 'invalid-credentials' });
    });
  });
});
