import { ADMIN_TOKEN, TestApp, startTestApp } from '../support/app';
import { json } from '../support/json';

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

  it('has one budget wherever it is sent from, also on routes where nobody is asked who he is', async () => {
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
    const { key, prefix } = await newKey('read');
    await statuses(7, () => ask('GET', '/assets', { 'x-api-key': key }));
    const { clients } = await json<{ clients: object[] }>(ask('GET', '/ops/rate-limits', administrator));
    expect(clients).toContainEqual({ client: `key:${prefix}`, requests: 7, blocked: 2 });
  });

  it('that is revoked is a client by its address again', async () => {
    const { key, prefix } = await newKey('read');
    const from = { 'x-forwarded-for': newAddress(), 'x-api-key': key };
    await ask('GET', '/assets', from);
    await ask('DELETE', `/api-keys/${prefix}`, administrator);
    const guarded = (): Promise<Response> => ask('GET', '/ops/summary', from);
    expect(await statuses(7, guarded)).toEqual([...repeated(401, 5), 429, 429]);
  });
});
