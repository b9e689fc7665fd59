import { TestApp, startTestApp } from '../../support/app';
import { GOOGLE_CLIENT_ID, GoogleKeys, startGoogleKeys } from '../../support/google';
import { json } from '../../support/json';
import { rowsOf } from '../../support/rows';
import { senderTo } from '../../support/sender';

interface Tokens {
  readonly access_token: string;
}

const PASSWORD = 'Tr4vel!ing-light';

describe('signing in with Google', () => {
  let google: GoogleKeys;
  let service: TestApp;
  let address = 0;

  beforeAll(async () => {
    google = await startGoogleKeys();
    const environment = { GOOGLE_CLIENT_ID, GOOGLE_CERTIFICATES_URL: google.url, TRUST_PROXY: '1' };
    service = await startTestApp(environment);
  });

  afterEach(() => rowsOf(service.database.url, 'delete from users'));

  afterAll(async () => {
    await service.close();
    await google.close();
  });

  const post = (path: string, body: unknown): Promise<Response> =>
    senderTo(service.url)('POST', `/api/v1/auth/${path}`, { 'x-forwarded-for': `203.0.113.${address++}` }, body);
  const signIn = (idToken: string): Promise<Response> => post('google', { idToken });
  const me = async (signedIn: Promise<Response>): Promise<object> => {
    const { access_token } = await json<Tokens>(signedIn);
    return json(senderTo(service.url)('GET', '/api/v1/auth/me', { authorization: `Bearer ${access_token}` }));
  };

  it('makes an account at the first time, and finds it again, also under a new e-mail', async () => {
    const first = await me(signIn(google.token()));
    expect(first).toMatchObject({ email: 'ada@example.org', name: 'Ada', role: 'user', is_google_user: true });
    expect(await me(signIn(google.token({ email: 'lovelace@example.org' })))).toEqual(first);
  });

  it('makes one account of several sign-ins at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => signIn(google.token())));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(await rowsOf(service.database.url, 'select 1 from users')).toHaveLength(1);
  });

  it('opens an account that has a password only with that password, and says so', async () => {
    await post('register', { email: 'ada@gmail.com', password: PASSWORD });
    const idToken = google.token({ email: 'ada@gmail.com' });
    const refused = await signIn(idToken);
    expect([refused.status, (await json<{ detail: string }>(refused)).detail]).toEqual([
      400,
      expect.stringContaining('Send the password too'),
    ]);
    expect((await post('google', { idToken, password: 'Wr0ng!password' })).status).toBe(400);
    expect(await me(post('google', { idToken, password: PASSWORD }))).toMatchObject({ is_google_user: true });
    expect((await signIn(idToken)).status).toBe(200);
    expect((await post('login', { email: 'ada@gmail.com', password: PASSWORD })).status).toBe(200);
  });

  it('never opens an administrator made on the command line', async () => {
    await post('register', { email: 'ada@gmail.com', password: PASSWORD });
    await rowsOf(service.database.url, `update users set role = 'admin', email_verified = true`);
    const idToken = google.token({ email: 'ada@gmail.com' });
    expect((await signIn(idToken)).status).toBe(400);
    expect((await post('google', { idToken, password: PASSWORD })).status).toBe(400);
  });

  it('requires the nonce that the page sends', async () => {
    const idToken = google.token({ nonce: 'n-1' });
    expect((await post('google', { idToken, nonce: 'n-2' })).status).toBe(400);
    expect((await post('google', { idToken, nonce: 'n-1' })).status).toBe(200);
  });

  it('gives no account of one Google account to another', async () => {
    await signIn(google.token());
    expect((await signIn(google.token({ sub: '2002' }))).status).toBe(400);
  });

  it.each([
    ['for another audience', { aud: 'somebody-else.apps.googleusercontent.com' }],
    ['of another issuer', { iss: 'https://accounts.example.org' }],
    ['that is expired', { iat: 1_600_000_000, exp: 1_600_003_600 }],
    ['with an e-mail that is not verified', { email_verified: false }],
    ['with an e-mail that says it is verified in words', { email_verified: 'true' }],
    ['without an e-mail', { email: undefined }],
    ['whose e-mail is a number', { email: 7 }],
    ['whose e-mail is none', { email: 'a@-.-' }],
    ['without a subject', { sub: undefined }],
    ['whose subject is an object', { sub: {} }],
    ['whose subject PostgreSQL cannot store', { sub: 'a\u0000b' }],
  ])('refuses a token %s', async (_which, claims) => {
    const refused = await signIn(google.token(claims));
    expect(refused.status).toBe(400);
    expect(await json(refused)).toMatchObject({ code: 'invalid-credentials' });
    expect(await rowsOf(service.database.url, 'select 1 from users')).toHaveLength(0);
  });

  it.each([7, {}, 'a\u0000b', 'x'.repeat(1_000)])('ignores a name that is not text of a usual length', async (name) => {
    expect(await me(signIn(google.token({ name })))).toMatchObject({ name: null });
  });

  it('refuses a token that Google has not signed, and what is none', async () => {
    for (const token of [google.forged(), 'a.b.c', 'nonsense', google.token().replace(/\.[^.]*$/, '.')]) {
      const refused = await json<{ status: number; detail: string }>(signIn(token));
      expect(refused).toMatchObject({ status: 400, code: 'invalid-credentials' });
      expect(JSON.stringify(refused)).not.toContain(token.slice(0, 40).padEnd(10));
    }
  });
});

it('is answered with 501 and what is missing where Google is not configured', async () => {
  const service = await startTestApp();
  const refused = await senderTo(service.url)('POST', '/api/v1/auth/google', {}, { idToken: 'x' });
  expect([refused.status, (await json<{ detail: string }>(refused)).detail]).toEqual([
    501,
    expect.stringContaining('GOOGLE_CLIENT_ID'),
  ]);
  await service.close();
});

it('is answered with 502 while Google does not answer', async () => {
  const google = await startGoogleKeys();
  google.fail();
  const service = await startTestApp({ GOOGLE_CLIENT_ID, GOOGLE_CERTIFICATES_URL: google.url });
  expect((await senderTo(service.url)('POST', '/api/v1/auth/google', {}, { idToken: google.token() })).status).toBe(
    502,
  );
  await service.close();
  await google.close();
});
