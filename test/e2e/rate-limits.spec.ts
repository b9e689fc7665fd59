import { ADMIN_TOKEN, TestApp, startTestApp } from '../support/app';
import { json } from '../support/json';
import { storePrices } from '../support/stored-prices';
import { afterTheTurnOfTheHour } from '../support/turn-of-the-hour';

const administrator = { 'x-admin-token': ADMIN_TOKEN };
const DRY_RUN = { dryRun: true };

let service: TestApp;
let host = 0;
const newAddress = (): string => `10.1.${Math.floor(++host / 250)}.${host % 250}`;

const ask = (method: string, path: string, headers: Record<string, string>, body?: object): Promise<Response> =>
  fetch(`${service.url}/api/v1${path}`, {
    method,
    headers: { 'x-forwarded-for': newAddress(), ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
const statuses = async (times: number, request: () => Promise<Response>): Promise<number[]> => {
  const seen: number[] = [];
  for (let i = 0; i < times; i++) seen.push((await request()).status);
  return seen;
};
const newKey = async (...scopes: string[]): Promise<{ key: string; prefix: string }> =>
  json(ask('POST', '/api-keys', administrator, { name: scopes.join(), scopes }));
const repeated = (status: number, times: number): number[] => Array<number>(times).fill(status);

describe('the limits of the routes', () => {
  beforeAll(async () => {
    service = await startTestApp({ TRUST_PROXY: '1', RATE_LIMIT: '100' });
  });
  afterAll(() => service.close());

  it.each(['/refresh-runs', '/manual/smart-refresh', '/tasks/refresh', '/diagnostics/test-refresh'])(
    'let six refreshes a minute begin at %s, and look at who asks after that',
    async (path) => {
      const from = { 'x-forwarded-for': newAddress() };
      expect(await statuses(8, () => ask('POST', path, from, {}))).toEqual([...repeated(401, 6), 429, 429]);
      const refused = await ask('POST', path, from, {});
      expect(refused.headers.get('ratelimit-policy')).toBe('"default";q=100;w=60, "refresh";q=6;w=60');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await ask('GET', '/refresh-runs', from)).status).toBe(200);
    },
  );

  it('count an address once, whatever port its gateway appends', async () => {
    const address = newAddress();
    let port = 5000;
    const from = (): Record<string, string> => ({ 'x-forwarded-for': `${address}:${port++}` });
    expect(await statuses(8, () => ask('POST', '/refresh-runs', from(), {}))).toEqual([...repeated(401, 6), 429, 429]);
  });

  it('count the refreshes of all those routes together', async () => {
    const from = { ...administrator, 'x-forwarded-for': newAddress() };
    expect(await statuses(6, () => ask('POST', '/refresh-runs', from, { dryRun: 'perhaps' }))).toEqual(
      repeated(400, 6),
    );
    expect((await ask('POST', '/diagnostics/test-refresh', from)).status).toBe(429);
    expect((await ask('POST', '/refresh-runs', { ...administrator }, DRY_RUN)).status).not.toBe(429);
  });

  it.each(['/prices?symbols=AAPL', '/prices/latest?symbols=AAPL', '/index-values', '/indices/a/allocations'])(
    'let thirty exports of %s a minute through, and as many pages as the budget allows',
    async (path) => {
      const from = { 'x-forwarded-for': newAddress() };
      const seen = await statuses(31, () => ask('GET', path, { ...from, accept: 'text/csv' }));
      expect(seen.indexOf(429)).toBe(30);
      expect((await ask('GET', path, { ...from, accept: 'application/x-ndjson' })).status).toBe(429);
      expect((await ask('GET', path, from)).status).not.toBe(429);
    },
  );
});

describe('an API key', () => {
  beforeAll(async () => {
    service = await startTestApp({ TRUST_PROXY: '1', RATE_LIMIT: '5' });
  });
  afterAll(() => service.close());

  it('has one budget from any address, also on routes without authentication', async () => {
    const { key } = await newKey('read');
    const anywhere = (path: string) => () => ask('GET', path, { 'x-api-key': key });
    expect(await statuses(3, anywhere('/assets'))).toEqual(repeated(200, 3));
    expect(await statuses(3, anywhere('/nowhere'))).toEqual([404, 404, 429]);
    expect((await ask('GET', '/assets', { 'x-api-key': (await newKey('read')).key })).status).toBe(200);
  });

  it('leaves the budget of its address to others but for its first request, which has to be looked up', async () => {
    const { key } = await newKey('read');
    const from = { 'x-forwarded-for': newAddress() };
    expect(await statuses(5, () => ask('GET', '/assets', { ...from, 'x-api-key': key }))).toEqual(repeated(200, 5));
    expect(await statuses(5, () => ask('GET', '/assets', from))).toEqual([...repeated(200, 4), 429]);
  });

  it('says in each answer what is left to it, once', async () => {
    const { key } = await newKey('read');
    const left = async (): Promise<string | null> =>
      (await ask('GET', '/assets', { 'x-api-key': key })).headers.get('ratelimit');
    expect([await left(), await left()]).toEqual([
      expect.stringMatching(/^"default";r=4;t=\d+$/),
      expect.stringMatching(/^"default";r=3;t=\d+$/),
    ]);
  });

  it('that is invented does not give a budget of its own', async () => {
    const from = { 'x-forwarded-for': newAddress() };
    const invented = (): Promise<Response> =>
      ask('GET', '/assets', { ...from, 'x-api-key': `aix_0123abcd_${'a'.repeat(42)}${host % 10}` });
    expect(await statuses(6, invented)).toEqual([...repeated(200, 5), 429]);
  });

  it('is listed by its prefix among the busiest clients', async () => {
    await afterTheTurnOfTheHour();
    const { key, prefix } = await newKey('read');
    await statuses(7, () => ask('GET', '/assets', { 'x-api-key': key }));
    const { clients } = await json<{ clients: object[] }>(ask('GET', '/ops/rate-limits', administrator));
    expect(clients).toContainEqual({ client: `key:${prefix}`, requests: 7, blocked: 2 });
  });

  it('that is revoked counts for its address from then on', async () => {
    const { key, prefix } = await newKey('read');
    const from = { 'x-forwarded-for': newAddress(), 'x-api-key': key };
    await ask('GET', '/assets', from);
    await ask('DELETE', `/api-keys/${prefix}`, administrator);
    const guarded = (): Promise<Response> => ask('GET', '/ops/summary', from);
    // The first request counted for the address too, because the key was not known then.
    expect(await statuses(7, guarded)).toEqual([...repeated(401, 4), ...repeated(429, 3)]);
  });
});

describe('every answer', () => {
  beforeAll(async () => {
    service = await startTestApp({ TRUST_PROXY: '1', CORS_ORIGINS: 'https://web.example' });
    await storePrices(service.database.url, [{ symbol: 'AAPL', date: '2024-01-02', close: 185.64 }]);
  });
  afterAll(() => service.close());

  const origin = { origin: 'https://web.example' };
  const json = { 'content-type': 'application/json' };
  const send = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${service.url}${path}`, { ...init, headers: { ...origin, ...(init.headers as object) } });
  const post = (path: string, body: string, headers: object = json): Promise<Response> =>
    send(path, { method: 'POST', body, headers: { ...headers } });
  const prices = '/api/v1/prices?symbols=AAPL';
  const etag = async (): Promise<string> => (await send(prices)).headers.get('etag') ?? '';

  it.each<[string, number, () => Promise<Response>]>([
    ['a page', 200, () => send(prices)],
    ['HEAD', 200, () => send(prices, { method: 'HEAD' })],
    ['what has not changed', 304, async () => send(prices, { headers: { 'if-none-match': await etag() } })],
    ['a stream', 200, () => send(prices, { headers: { accept: 'text/csv' } })],
    ['a picture', 404, () => send('/api/v1/indices/none/chart.svg')],
    ['the documentation', 200, () => send('/docs')],
    ['a page about an error', 200, () => send('/errors/not-found')],
    ['an unknown path', 404, () => send('/nowhere')],
    ['a wrong method', 405, () => send('/api/v1/assets', { method: 'DELETE' })],
    ['an unreadable path', 400, () => send('/api/v1/assets/%zz')],
    ['a wrong parameter', 400, () => send('/api/v1/assets?limit=1e2')],
    ['malformed JSON', 400, () => post('/api/v1/assets', '{')],
    ['another type', 415, () => post('/api/v1/assets', 'a', { 'content-type': 'text/xml' })],
    ['a large body', 413, () => post('/api/v1/assets', `"${'a'.repeat(1_100_000)}"`)],
    ['nobody', 401, () => post('/api/v1/assets', '{}')],
    ['no form that is wanted', 406, () => send(prices, { headers: { accept: 'image/png' } })],
  ])('says what is left, also to %s (%i), and lets the page read it', async (_what, status, request) => {
    const answer = await request();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('ratelimit-policy')).toMatch(/^"default";q=60000;w=60(, "[a-z-]+";q=\d+;w=\d+)?$/);
    expect(answer.headers.get('ratelimit')).toMatch(/^"default";r=\d+;t=\d+(, "[a-z-]+";r=\d+;t=\d+)?$/);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://web.example');
    expect(answer.headers.get('access-control-expose-headers')).toMatch(/RateLimit, RateLimit-Policy,.*Retry-After/);
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w.-]{1,64}$/);
    await answer.arrayBuffer();
  });
});
