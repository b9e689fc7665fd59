import { AccountsApplication, accountsApplication, asRequest, ORIGIN } from '../../../test/support/accounts';
import { CreatedInvitation, InvitationsService } from './invitations.service';
import { Registration, RegistrationService } from './registration.service';
import { Tokens } from './sessions.service';
import { User } from './user.entity';
import { UsersService } from './users.service';

const PASSWORD = 'Tr4vel!ing-light';
const EMAIL = 'ada@example.org';

const error = (attempt: Promise<unknown>): Promise<unknown> => attempt.catch((reason: unknown) => reason);

let application: AccountsApplication;
let address = 0;

const begin = (environment: Record<string, string>): void => {
  beforeAll(async () => void (application = await accountsApplication(environment)));
  beforeEach(async () => {
    address++;
    await application.rows('truncate users, invitations cascade');
  });
  afterAll(() => application.close());
};
const from = (): typeof ORIGIN => ({ ...ORIGIN, address: `192.0.2.${address}` });
const register = (email: string, other: Partial<Registration> = {}): Promise<Tokens> =>
  asRequest(() =>
    application
      .get(RegistrationService)
      .register({ email, password: PASSWORD, name: null, invitation: undefined, ...other }, from()),
  );
const withGoogle = (email: string, isAuthoritative = true): Promise<User | undefined> =>
  asRequest(() =>
    application
      .get(RegistrationService)
      .registerWithGoogle({ subject: `g-${email}`, email, name: null, isAuthoritative }, from()),
  );
const invite = (email: string): Promise<CreatedInvitation> =>
  asRequest(() => application.get(InvitationsService).create(email, 'user:1'));
const users = (): Promise<{ email: string }[]> => application.rows('select email from users order by id');

describe('registration that is open', () => {
  begin({ REGISTRATION: 'open' });

  it('creates accounts and signs in', async () => {
    expect(await register('Ada@Example.org')).toHaveProperty('accessToken');
    expect(await users()).toEqual([{ email: EMAIL }]);
  });

  it('stores no user for a weak password and points at the field', async () => {
    await expect(register(EMAIL, { password: 'P@ssw0rd' })).rejects.toMatchObject({
      code: 'validation-failed',
      errors: [{ pointer: '/password', detail: 'password must not be a common password' }],
    });
    await expect(register('lovelace@example.org', { password: 'My7!Lovelace-qv' })).rejects.toMatchObject({
      errors: [{ pointer: '/password', detail: expect.stringContaining("e-mail's name") }],
    });
    expect(await users()).toEqual([]);
  });

  it('creates ten accounts a day for an address, with Google too, and counts no weak passwords', async () => {
    for (let i = 0; i < 12; i++) await error(register('weak@example.org', { password: 'weak' }));
    for (let i = 0; i < 9; i++) await register(`user${i}@example.org`);
    await withGoogle('google@gmail.com');
    for (const another of [() => register('more@example.org'), () => withGoogle('more@gmail.com')]) {
      expect(await error(another())).toMatchObject({
        code: 'too-many-requests',
        retryAfterSeconds: expect.any(Number),
      });
    }
    expect(await users()).toHaveLength(10);
    address = 200;
    expect(await register('elsewhere@example.org')).toHaveProperty('accessToken');
  });

  it('knows no invitations', async () => {
    await expect(invite(EMAIL)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('registration that is closed', () => {
  begin({ REGISTRATION: '' });

  it('is the default with a database of one’s own, and creates no account', async () => {
    await register(EMAIL).catch(() => undefined);
    await asRequest(() => application.get(UsersService).create(EMAIL, 'hash', null));
    for (const attempt of [register(EMAIL), register('new@example.org'), withGoogle('new@gmail.com')]) {
      expect(await error(attempt)).toMatchObject({ code: 'forbidden' });
    }
    expect(await users()).toEqual([{ email: EMAIL }]);
  });
});

describe('registration of some domains', () => {
  begin({ REGISTRATION: 'open', REGISTRATION_DOMAINS: 'example.org, example.com' });

  it('creates accounts of these domains and no other', async () => {
    await register('a@EXAMPLE.org');
    await register('b@example.com');
    for (const email of ['c@example.net', 'd@sub.example.org', 'e@example.org.evil.net', 'f@notexample.org']) {
      const refused = { code: 'validation-failed', errors: [{ pointer: '/email' }] };
      expect(await error(register(email))).toMatchObject(refused);
      expect(await error(withGoogle(email))).toMatchObject(refused);
    }
    expect(await users()).toEqual([{ email: 'a@example.org' }, { email: 'b@example.com' }]);
  });
});

describe('registration by invitation', () => {
  begin({ REGISTRATION: 'invite', REGISTRATION_DOMAINS: 'example.org,gmail.com' });
  const refused = { code: 'validation-failed', errors: [{ pointer: '/invitation' }] };

  it('creates the account of the invited e-mail once', async () => {
    const { code } = await invite(EMAIL);
    expect(await error(register('eve@example.org', { invitation: code }))).toMatchObject(refused);
    expect(await register('ADA@example.org', { invitation: code })).toHaveProperty('accessToken');
    expect(await error(register(EMAIL, { invitation: code }))).toMatchObject(refused);
    expect(await application.rows('select from invitations')).toEqual([]);
  });

  it('creates one account of several registrations with one invitation at the same moment', async () => {
    const { code } = await invite(EMAIL);
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => register(EMAIL, { invitation: code })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('does not use up an invitation with a weak password', async () => {
    const { code } = await invite(EMAIL);
    await error(register(EMAIL, { invitation: code, password: 'weak' }));
    expect(await register(EMAIL, { invitation: code })).toHaveProperty('accessToken');
  });

  it('refuses expired, replaced and withdrawn invitations', async () => {
    const first = await invite(EMAIL);
    const second = await invite(EMAIL);
    expect(await error(register(EMAIL, { invitation: first.code }))).toMatchObject(refused);
    await application.rows('update invitations set expires_at = now()');
    expect(await error(register(EMAIL, { invitation: second.code }))).toMatchObject(refused);
    const third = await invite(EMAIL);
    await asRequest(() => application.get(InvitationsService).delete(third.id));
    expect(await error(register(EMAIL, { invitation: third.code }))).toMatchObject(refused);
    await expect(asRequest(() => application.get(InvitationsService).delete(third.id))).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('gives one error for an e-mail that has an account and for one that has none', async () => {
    await asRequest(() => application.get(UsersService).create(EMAIL, 'hash', null));
    const errors = await Promise.all(
      [EMAIL, 'new@example.org'].flatMap((email) =>
        [undefined, 'invented'].map((invitation) => error(register(email, { invitation }))),
      ),
    );
    const [one, ...others] = errors.map((each) => ({ ...(each as object) }));
    expect(one).toMatchObject(refused);
    for (const other of others) expect(other).toEqual(one);
  });

  it('gives the same error when the invited e-mail got an account by other means', async () => {
    const { code } = await invite(EMAIL);
    await asRequest(() => application.get(UsersService).create(EMAIL, 'hash', null));
    expect(await error(register(EMAIL, { invitation: code }))).toMatchObject(refused);
  });

  it('accepts Google as the proof of an invited e-mail only where Google is the authority', async () => {
    await invite('ada@gmail.com');
    expect(await error(withGoogle('ada@gmail.com', false))).toMatchObject(refused);
    expect(await error(withGoogle('eve@gmail.com'))).toMatchObject(refused);
    expect(await withGoogle('ada@gmail.com')).toMatchObject({ email: 'ada@gmail.com' });
    expect(await users()).toEqual([{ email: 'ada@gmail.com' }]);
    expect(await application.rows('select from invitations')).toEqual([]);
  });

  it('does not invite other domains, or e-mails that have an account', async () => {
    await expect(invite('ada@example.net')).rejects.toMatchObject({ code: 'validation-failed' });
    await asRequest(() => application.get(UsersService).create(EMAIL, 'hash', null));
    await expect(invite(EMAIL)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('stores the hash of the code, and lists invitations without it, newest first', async () => {
    const { code, ...first } = await invite(EMAIL);
    await invite('bob@example.org');
    const stored = await application.rows(`select invitations::text, encode(code_hash, 'escape') from invitations`);
    expect(JSON.stringify(stored)).not.toContain(code);
    const invitations = application.get(InvitationsService);
    const newest = await invitations.list({ limit: 1 });
    expect(newest).toEqual({
      data: [expect.objectContaining({ email: 'bob@example.org' })],
      nextCursor: newest.nextCursor,
    });
    expect(Object.keys(newest.data[0] ?? {})).not.toContain('code');
    const cursor = Number(newest.nextCursor);
    expect(await invitations.list({ limit: 1, cursor })).toEqual({ data: [first], nextCursor: null });
  });
});
