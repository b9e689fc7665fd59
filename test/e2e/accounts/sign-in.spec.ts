import { createHmac } from 'node:crypto';
import { RateLimitStorage } from '../../../src/platform/rate-limit';
import { ADMIN_TOKEN, JWT_SECRET, TestApp, startTestApp } from '../../support/app';
import { json } from '../../support/json';
import { rowsOf } from '../../support/rows';
import { Sender, senderTo } from '../../support/sender';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

interface Problem {
  readonly status: number;
  readonly detail: string;
}

const PASSWORD = 'Tr4vel!ing-light';

/** Each test with addresses of its own, because signing in is limited by address. */
describe('signing in', () => {
  let service: TestApp;
  let send: Sender;
  let address = 0;

  beforeAll(async () => {
    service = await startTestApp({ TRUST_PROXY: '1', READ_ACCESS: 'authenticated' });
    send = senderTo(service.url);
  });

  beforeEach(() => void address++);

  afterAll(() => service.close());

  const post = (path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    send('POST', `/api/v1/auth/${path}`, { 'x-forwarded-for': `203.0.113.${address}`, ...headers }, body);
  const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
  const me = (token: string): Promise<Response> => send('GET', '/api/v1/auth/me', bearer(token));
  const register = (email: string): Promise<Tokens> => json<Tokens>(post('register', { email, password: PASSWORD }));
  const rows = <Row>(sql: string, ...values: unknown[]): Promise<Row[]> => rowsOf(service.database.url, sql, values);
  const accounts = (email: string): Promise<unknown[]> => rows('select 1 from users where email = $1', email);

  it('registers with 200 and what the web app reads, and answers who is signed in', async () => {
    const answer = await post('register', { email: 'Ada@Example.org', password: PASSWORD, name: '' });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const tokens = await json<Tokens>(answer);
    expect(tokens).toEqual({
      access_token: expect.stringMatching(/^eyJ/),
      token_type: 'bearer',
      expires_in: 86_400,
      refresh_token: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(await json(me(tokens.access_token))).toEqual({
      id: expect.any(Number),
      email: 'ada@example.org',
      name: null,
      role: 'user',
      is_google_user: false,
      created_at: expect.stringMatching(/Z$/),
    });
  });

  it('compares e-mails without case', async () => {
    await register('case@example.org');
    const again = await post('register', { email: 'CASE@Example.ORG', password: PASSWORD });
    expect(await json<Problem>(again)).toMatchObject({ status: 400, detail: 'Email already registered' });
    expect((await post('login', { email: 'Case@example.org', password: PASSWORD })).status).toBe(200);
  });

  it('makes one account of several registrations at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post('register', { email: 'race@example.org', password: PASSWORD })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(400)]);
    expect(await accounts('race@example.org')).toHaveLength(1);
  });

  it('says in one text what is wrong with a password, and stores none as it is', async () => {
    const weak = await json<Problem & { errors: object[] }>(
      post('register', { email: 'weak@example.org', password: 'abc' }),
    );
    expect(weak.status).toBe(400);
    expect(weak.detail).toContain('8 to 128 characters; password must have an upper-case letter');
    expect(weak.errors.length).toBeGreaterThan(3);
    expect(await accounts('weak@example.org')).toHaveLength(0);
    await register('hashed@example.org');
    expect(JSON.stringify(await rows('select * from users'))).not.toContain(PASSWORD);
  });

  it('answers a wrong e-mail and a wrong password alike, with 400, and says so', async () => {
    await register('known@example.org');
    const comparable = async (email: string): Promise<object> => {
      const problem = await json<Problem & { requestId: string }>(post('login', { email, password: 'Wr0ng!password' }));
      return { ...problem, requestId: '' };
    };
    const wrong = await comparable('known@example.org');
    expect(wrong).toMatchObject({ status: 400, code: 'invalid-credentials', detail: 'Invalid credentials' });
    expect(await comparable('unknown@example.org')).toEqual(wrong);
  });

  it('is limited by address', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 11; i++) statuses.push((await post('login', { email: `a${i}@b.org`, password: 'x' })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(400), 429]);
  });

  /** As ten wrong passwords do, without the minutes that the limit of the address takes. */
  const failTenTimes = async (email: string, from: string): Promise<void> => {
    const storage = service.app.get(RateLimitStorage);
    for (let i = 0; i < 10; i++) await storage.increment(`account:${email} ${from}`, 900_000, 10, 0, 'sign-in-account');
  };

  it('is limited by account and address, whether or not the account exists, and lets the owner in from elsewhere', async () => {
    await register('victim@example.org');
    for (const email of ['victim@example.org', 'missing@example.org']) {
      // The /64 of one subscriber, whose addresses are many.
      await failTenTimes(email, '2001:db8:7::/64');
      const attempt = post('login', { email, password: PASSWORD }, { 'x-forwarded-for': '2001:db8:7::4711' });
      const { status, detail } = await json<Problem>(attempt);
      expect([status, detail]).toEqual([429, expect.stringContaining('Too many attempts to sign in')]);
    }
    const elsewhere = { 'x-forwarded-for': '2001:db8:8::1' };
    expect((await post('login', { email: 'victim@example.org', password: PASSWORD }, elsewhere)).status).toBe(200);
  });

  it('is counted by account as by every other limit, without the name', async () => {
    const decisions = async (): Promise<number[]> => {
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      return ['admitted', 'blocked'].map((decision) => {
        const line = `ratelimit_decisions_total{policy="sign-in-account",decision="${decision}"} `;
        return Number(metrics.split(line)[1]?.split('\n')[0] ?? 0);
      });
    };
    await failTenTimes('counted@counted.example.org', `203.0.113.${address}`);
    const [admitted = 0, blocked = 0] = await decisions();
    const attempt = (from: string): Promise<Response> =>
      post('login', { email: 'counted@counted.example.org', password: 'Wr0ng!password' }, { 'x-forwarded-for': from });
    for (const from of [`203.0.113.${address}`, `203.0.113.${address}`, '192.0.2.8']) await attempt(from);
    expect(await decisions()).toEqual([admitted + 1, blocked + 2]);
    const summary = await json<object>(send('GET', '/api/v1/ops/summary', { 'x-admin-token': ADMIN_TOKEN }));
    expect(JSON.stringify(summary)).toContain('{"client":"account:*@counted.example.org","hits":2}');
  });

  describe('once signed in', () => {
    it('gives new tokens for a refresh token', async () => {
      const first = await register(`refresh${address}@example.org`);
      const second = await json<Tokens>(post('refresh', { refresh_token: first.refresh_token }));
      expect(second.refresh_token).not.toBe(first.refresh_token);
      expect((await me(second.access_token)).status).toBe(200);
    });

    it('ends the session when a refresh token is used twice', async () => {
      const first = await register(`twice${address}@example.org`);
      const second = await json<Tokens>(post('refresh', { refresh_token: first.refresh_token }));
      expect((await post('refresh', { refresh_token: first.refresh_token })).status).toBe(401);
      expect((await post('refresh', { refresh_token: second.refresh_token })).status).toBe(401);
      expect((await me(second.access_token)).status).toBe(401);
    });

    it('gives tokens to one of several who use a refresh token at the same moment', async () => {
      const { refresh_token } = await register(`parallel${address}@example.org`);
      const answers = await Promise.all(Array.from({ length: 6 }, () => post('refresh', { refresh_token })));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it('refuses a refresh token that is expired or invented', async () => {
      const { refresh_token } = await register(`expired${address}@example.org`);
      await rows(`update sessions set expires_at = now() - interval '1 second'`);
      expect((await post('refresh', { refresh_token })).status).toBe(401);
      expect((await post('refresh', { refresh_token: 'invented' })).status).toBe(401);
    });

    it('signs out: neither token is good any more', async () => {
      for (const how of ['refresh token', 'access token'] as const) {
        const tokens = await register(`out-${how.replace(' ', '-')}@example.org`);
        const { refresh_token } = tokens;
        const answer =
          how === 'refresh token'
            ? await post('logout', { refresh_token })
            : await post('logout', undefined, bearer(tokens.access_token));
        expect(await json(answer)).toEqual({ message: 'Logged out' });
        expect((await me(tokens.access_token)).status).toBe(401);
        expect((await post('refresh', { refresh_token })).status).toBe(401);
      }
    });

    it('accepts a sign-out without a valid token', async () => {
      expect((await post('logout')).status).toBe(200);
      expect((await post('logout', undefined, { 'content-type': 'application/json' })).status).toBe(200);
      expect((await post('logout', { refresh_token: 'invented' }, bearer('invented'))).status).toBe(200);
    });

    it('keeps refresh tokens as hashes only', async () => {
      const { refresh_token } = await register(`stored${address}@example.org`);
      const stored = await rows(`select token_hash::text, encode(token_hash, 'escape') from refresh_tokens`);
      expect(JSON.stringify(stored)).not.toContain(refresh_token);
    });

    it('knows no user who has been deleted', async () => {
      const { access_token, refresh_token } = await register(`deleted${address}@example.org`);
      await rows('delete from users where email = $1', `deleted${address}@example.org`);
      expect(await json<Problem>(me(access_token))).toMatchObject({ status: 401, detail: 'User not found' });
      expect((await post('refresh', { refresh_token })).status).toBe(401);
    });
  });

  it('takes no token but its own', async () => {
    const { access_token } = await register('forged@example.org');
    const [head = '', body = '', signature = ''] = access_token.split('.');
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as { sub: string; sid: string };
    const sign = (header: object, payload: object, secret = JWT_SECRET): string => {
      const text = `${encode(header)}.${encode(payload)}`;
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    };
    const HS256 = { alg: 'HS256', typ: 'JWT' };
    const exp = Math.floor(Date.now() / 1000) + 60;
    expect((await me(sign(HS256, { ...claims, exp }))).status).toBe(200);
    for (const forged of [
      `${head}.${encode({ ...claims, sub: '1' })}.${signature}`,
      `${encode({ alg: 'none' })}.${body}.`,
      `${head}.${body}.`,
      sign(HS256, { ...claims, exp }, 'another-secret'),
      sign({ alg: 'HS512' }, { ...claims, exp }),
      sign(HS256, { ...claims, exp: 1 }),
      sign(HS256, { ...claims, sub: 'x', exp }),
      sign(HS256, { ...claims, sub: 1, exp }),
      sign(HS256, { ...claims, sub: '9999999999', exp }),
      sign(HS256, { ...claims, sid: 'x', exp }),
      sign(HS256, { ...claims, sid: 'a\u0000b', exp }),
      sign(HS256, { ...claims, sid: {}, exp }),
      sign(HS256, { ...claims, sid: '00000000-0000-4000-8000-000000000000', exp }),
    ]) {
      expect(await json<Problem>(me(forged))).toMatchObject({ status: 401, detail: 'Invalid token' });
    }
    expect(await json<Problem>(send('GET', '/api/v1/auth/me'))).toMatchObject({
      status: 401,
      detail: 'Not authenticated',
    });
  });

  it.each([
    ['register', { email: 'no-address', password: PASSWORD }],
    ['register', { email: 'a@b', password: PASSWORD }],
    ['register', { email: 'a@-.-', password: PASSWORD }],
    ['register', { email: '<script>@x.org', password: PASSWORD }],
    ['register', { email: `${'a'.repeat(250)}@b.org`, password: PASSWORD }],
    ['register', { email: 'x@y.org', password: PASSWORD, role: 'admin' }],
    ['register', { email: 'x@y.org', password: PASSWORD, name: 'a\u0000b' }],
    ['register', { email: 'x@y.org', password: PASSWORD, name: {} }],
    ['login', { email: 'x@y.org', password: { length: 8 } }],
    ['login', { email: 'x@y.org' }],
    ['refresh', {}],
    ['google', { email: 'x@y.org', google_id: '1', name: 'x' }],
  ])('refuses %s %j with a text for the page', async (path, body) => {
    const refused = await json<Problem>(post(path, body));
    expect([refused.status, typeof refused.detail]).toEqual([422, 'string']);
  });
});
