import { startTestApp, TestApp } from '../support/app';

const LISTED = 'https://app.example.org';
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'];
const HEADERS = [
  'authorization',
  'content-type',
  'x-request-id',
  'x-admin-token',
  'idempotency-key',
  'if-none-match',
  'last-event-id',
] as const;
const EXPOSED = [
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'x-request-id',
  'etag',
  'link',
  'location',
  'x-feature-status',
];

describe('a browser on a page of another origin', () => {
  let service: TestApp;

  const preflight = (origin: string, method: string, path = '/api/v1/auth/login'): Promise<Response> =>
    fetch(`${service.url}${path}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': HEADERS.join(','),
      },
    });
  const corsHeadersOf = ({ headers }: Response): string[] =>
    [...headers.keys()].filter((name) => name.startsWith('access-control-'));
  const listOf = ({ headers }: Response, name: string): string[] =>
    (headers.get(`access-control-${name}`) ?? '').split(', ').map((item) => item.toLowerCase());

  beforeAll(async () => {
    service = await startTestApp({ CORS_ORIGINS: `${LISTED}, http://localhost:3000`, RATE_LIMIT: '6' });
  });

  afterAll(() => service.close());

  it.each([LISTED, 'http://localhost:3000'])('is allowed all that the web app needs, from %s', async (origin) => {
    for (const method of METHODS) {
      const answer = await preflight(origin, method);
      expect([method, answer.status]).toEqual([method, 204]);
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(listOf(answer, 'allow-methods')).toEqual(
        expect.arrayContaining(METHODS.map((name) => name.toLowerCase())),
      );
      expect(listOf(answer, 'allow-headers')).toEqual(expect.arrayContaining([...HEADERS]));
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      expect(answer.headers.get('vary')?.toLowerCase()).toContain('origin');
    }
  });

  it.each([
    'https://evil.example',
    'https://app.example.org.evil.example',
    'http://app.example.org',
    'https://app.example.org:444',
    'null',
  ])('allows nothing from %s, and does not say what other origins may do', async (origin) => {
    expect(corsHeadersOf(await preflight(origin, 'GET'))).toEqual([]);
    const answer = await fetch(`${service.url}/health/live`, { headers: { origin } });
    expect([answer.status, corsHeadersOf(answer)]).toEqual([200, []]);
    expect(answer.headers.get('vary')?.toLowerCase()).toContain('origin');
  });

  it('may read the headers that say what is left, what went wrong and what is not configured, on errors too', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 9; i++) {
      const answer = await fetch(`${service.url}/api/v1/nowhere`, { headers: { origin: LISTED } });
      statuses.push(answer.status);
      expect(answer.headers.get('access-control-allow-origin')).toBe(LISTED);
      expect(listOf(answer, 'expose-headers')).toEqual(expect.arrayContaining(EXPOSED));
    }
    expect(new Set(statuses)).toEqual(new Set([404, 429]));
  });

  it('has its preflights, which use up no budget', async () => {
    for (let i = 0; i < 20; i++) expect((await preflight(LISTED, 'POST')).status).toBe(204);
  });
});
