import { verify } from '@node-rs/argon2';
import { AccountsApplication, accountsApplication, asRequest } from '../../../test/support/accounts';
import { AccessTokens } from './access-tokens';
import { SignInService } from './sign-in.service';
import { UsersService } from './users.service';

jest.mock('@node-rs/argon2', () => {
  const actual = jest.requireActual<typeof import('@node-rs/argon2')>('@node-rs/argon2');
  return { ...actual, verify: jest.fn(actual.verify) };
});

const PASSWORD = 'Tr4vel!ing-light';

describe('signing in', () => {
  let application: AccountsApplication;
  let signIn: SignInService;

  beforeAll(async () => {
    application = await accountsApplication();
    signIn = application.get(SignInService);
    await asRequest(() => signIn.register({ email: 'Known@Example.org', password: PASSWORD, name: null }));
    await asRequest(() =>
      application
        .get(UsersService)
        .ensureForGoogle({ subject: 'g-1', email: 'google@example.org', name: 'No Password' }),
    );
  });
  beforeEach(() => jest.mocked(verify).mockClear());
  afterAll(() => application.close());

  it.each([
    ['a wrong password', 'known@example.org'],
    ['an unknown e-mail', 'unknown@example.org'],
    ['a user without a password', 'google@example.org'],
  ])('computes one hash of the same cost for %s and gives the same error', async (_case, email) => {
    const attempt = asRequest(() => signIn.signIn(email, 'Wr0ng!password'));
    await expect(attempt).rejects.toMatchObject({ code: 'invalid-credentials', detail: 'Invalid credentials' });
    expect(jest.mocked(verify).mock.calls).toEqual([
      [expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/), 'Wr0ng!password'],
    ]);
  });

  it('opens a session for the right password in any case of the e-mail', async () => {
    const { accessToken } = await asRequest(() => signIn.signIn('KNOWN@example.ORG', PASSWORD));
    const claims = application.get(AccessTokens).read(accessToken);
    const [user] = await application.rows(`select id from users where email = 'known@example.org'`);
    expect(user).toEqual({ id: claims?.userId });
  });

  it('stores no user for a weak password and points at the field', async () => {
    const weak = asRequest(() => signIn.register({ email: 'weak@example.org', password: 'P@ssw0rd', name: null }));
    await expect(weak).rejects.toMatchObject({
      code: 'validation-failed',
      errors: [{ pointer: '/password', detail: 'password must not be a common password' }],
    });
    expect(await application.rows(`select from users where email = 'weak@example.org'`)).toEqual([]);
  });

  it('counts attempts by account before it computes a hash', async () => {
    const attempt = (email: string): Promise<unknown> =>
      asRequest(() => signIn.signIn(email, 'Wr0ng!password')).catch((error: unknown) => error);
    for (let i = 0; i < 10; i++) {
      const email = i % 2 === 0 ? 'counted@example.org' : 'COUNTED@example.org';
      expect(await attempt(email)).toMatchObject({ code: 'invalid-credentials' });
    }
    expect(await attempt('counted@example.org')).toMatchObject({ code: 'too-many-requests' });
    expect(verify).toHaveBeenCalledTimes(10);
    expect(await attempt('another@example.org')).toMatchObject({ code: 'invalid-credentials' });
  });
});
