import { TestApp, startTestApp } from '../../support/app';
import { runCli } from '../../support/cli';
import { json } from '../../support/json';
import { Sender, senderTo } from '../../support/sender';

const PASSWORD = 'Tr4vel!ing-light';

/** Each command is a process of its own, which may take ten seconds on a busy machine. */
jest.setTimeout(180_000);

describe('accounts on the command line', () => {
  let service: TestApp;
  let send: Sender;
  let environment: Record<string, string>;

  beforeAll(async () => {
    service = await startTestApp({ READ_ACCESS: 'authenticated', REGISTRATION: 'invite' });
    send = senderTo(service.url);
    environment = { DATABASE_URL: service.database.url, REGISTRATION: 'invite' };
  });

  afterAll(() => service.close());

  const createAdmin = (email: string, password: string): ReturnType<typeof runCli> =>
    runCli(['accounts', 'create-admin', email], environment, `${password}\n`);
  const login = (password: string): Promise<Response> =>
    send('POST', '/api/v1/auth/login', {}, { email: 'ada@example.org', password });
  const me = async (token: string): Promise<Response> =>
    send('GET', '/api/v1/auth/me', { authorization: `Bearer ${token}` });

  it('makes the first administrator, with the password from standard input', async () => {
    const { code, stdout } = await createAdmin('Ada@example.org', PASSWORD);
    expect([code, stdout]).toEqual([0, 'ada@example.org is an administrator\n']);
    const { access_token } = await json<{ access_token: string }>(login(PASSWORD));
    expect(await json(me(access_token))).toMatchObject({ email: 'ada@example.org', role: 'admin' });
    const keys = await send('GET', '/api/v1/api-keys', { authorization: `Bearer ${access_token}` });
    expect(keys.status).toBe(200);
  });

  it('promotes an account, which is signed out and has the new password', async () => {
    const { access_token } = await json<{ access_token: string }>(login(PASSWORD));
    await createAdmin('ada@example.org', `${PASSWORD}2`);
    expect((await me(access_token)).status).toBe(401);
    expect((await login(PASSWORD)).status).toBe(400);
    expect((await login(`${PASSWORD}2`)).status).toBe(200);
  });

  it('refuses a weak password and what is no e-mail, and repeats no password', async () => {
    const weak = await createAdmin('eve@example.org', 'Travel!ing-light');
    expect([weak.code, weak.stderr]).toEqual([1, 'error: password must have a digit\n']);
    expect((await createAdmin('nobody', PASSWORD)).stderr).toBe('error: nobody is not an e-mail address\n');
    expect((await createAdmin('eve@example.org', '')).code).toBe(1);
  });

  it('invites a person, who registers, and takes care of the account', async () => {
    const accounts = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runCli(['accounts', ...args], environment);
      return code === 0 ? stdout : stderr;
    };
    const post = (path: string, body: object): Promise<Response> => send('POST', `/api/v1/auth/${path}`, {}, body);
    const email = 'bob@example.org';
    const invited = await accounts('invite', 'Bob@example.org', '--days', '2');
    const invitation = /^code +([\w-]{43})\nexpires +\d{4}-\d\d-\d\d [\d:]{8} UTC\n$/.exec(invited)?.[1] ?? '';
    expect(await accounts('invitations')).toMatch(/^\d+ +bob@example\.org +command line /m);
    const registered = await json<{ access_token: string }>(
      post('register', { email, password: PASSWORD, invitation }),
    );
    expect((await me(registered.access_token)).status).toBe(200);
    expect(await accounts('sessions', email)).toMatch(/ 127\.0\.0\.1 +node$/m);

    const reset = /^code +(\S+)/.exec(await accounts('reset-password', email))?.[1] ?? '';
    expect((await post('password-reset', { code: reset, password: `${PASSWORD}3` })).status).toBe(204);
    expect((await me(registered.access_token)).status).toBe(401);

    expect(await accounts('promote', email)).toBe('bob@example.org is an administrator\n');
    expect(await accounts('demote', email)).toBe('bob@example.org is an ordinary user\n');
    expect(await accounts('disable', email)).toBe('bob@example.org is disabled\n');
    expect((await post('login', { email, password: `${PASSWORD}3` })).status).toBe(400);
    expect(await accounts('list')).toMatch(/^\d+ +bob@example\.org +user +yes +no +[-\d]+ [\d:]+ +[-\d]+ [\d:]+$/m);
    expect(await accounts('enable', email)).toBe('bob@example.org is enabled\n');
    const signedIn = await json<{ access_token: string }>(post('login', { email, password: `${PASSWORD}3` }));
    expect(await accounts('sign-out', email)).toBe('signed out bob@example.org\n');
    expect((await me(signedIn.access_token)).status).toBe(401);
    expect(JSON.parse(await accounts('delete', email, '--json'))).toMatchObject({ email, deleted: true });
    expect(await accounts('delete', email)).toBe('error: There is no user bob@example.org.\n');
    expect(await accounts('demote', 'ada@example.org')).toContain('the last administrator');
  });

  it('creates, lists and revokes keys', async () => {
    const key = (await runCli(['keys', 'create', 'nightly', '--scopes', 'read,refresh'], environment)).stdout.trim();
    const status = async (): Promise<number> => (await send('GET', '/api/v1/assets', { 'x-api-key': key })).status;
    expect(await status()).toBe(200);
    const prefix = key.slice(0, 12);
    const list = (await runCli(['keys', 'list'], environment)).stdout;
    expect(list).toMatch(new RegExp(`^${prefix} +read,refresh +command line +\\d{4}-.* - +nightly$`, 'm'));
    expect(list).not.toContain(key);
    expect((await runCli(['keys', 'revoke', prefix], environment)).stdout).toBe(`revoked ${prefix}\n`);
    expect(await status()).toBe(401);
  });

  it('refuses to revoke an unknown key', async () => {
    const { code, stderr } = await runCli(['keys', 'revoke', 'aix_00000000'], environment);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no key aix_00000000.');
  });
});
