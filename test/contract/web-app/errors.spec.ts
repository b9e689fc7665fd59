import { JwtService } from '@nestjs/jwt';
import { startTestApp } from '../../support/app';
import { json } from '../../support/json';
import { rowsOf } from '../../support/rows';
import { clientOf, GoldenApp } from './golden-app';

interface Problem {
  readonly status: number;
  readonly detail: unknown;
  readonly code: string;
}

/** Every route of the contract that is not for everybody, and a method that it does not take. */
const GUARDED: readonly (readonly [method: string, path: string, other: string])[] = [
  ['GET', 'auth/me', 'POST'],
  ['GET', 'index/current', 'POST'],
  ['GET', 'index/history', 'POST'],
  ['GET', 'index/currencies', 'POST'],
  ['POST', 'index/simulate', 'GET'],
  ['GET', 'index/assets/AAPL/history', 'POST'],
  ['GET', 'benchmark/sp500', 'POST'],
  ['GET', 'benchmark/compare', 'POST'],
  ['GET', 'strategy/config', 'DELETE'],
  ['PUT', 'strategy/config', 'DELETE'],
  ['POST', 'strategy/config', 'DELETE'],
  ['POST', 'strategy/config/ai-adjust', 'GET'],
  ['GET', 'strategy/risk-metrics', 'POST'],
  ['POST', 'strategy/rebalance', 'GET'],
  ['GET', 'diagnostics/database-status', 'POST'],
  ['GET', 'diagnostics/refresh-status', 'POST'],
  ['GET', 'diagnostics/cache-status', 'POST'],
  ['POST', 'diagnostics/cache-invalidate', 'GET'],
  ['POST', 'diagnostics/test-refresh', 'GET'],
  ['POST', 'diagnostics/recalculate-index', 'GET'],
  ['GET', 'diagnostics/twelvedata-status', 'POST'],
  ['POST', 'diagnostics/clear-market-cache', 'GET'],
  ['POST', 'manual/trigger-refresh', 'GET'],
  ['POST', 'manual/smart-refresh', 'GET'],
  ['POST', 'manual/minimal-refresh', 'GET'],
  ['POST', 'tasks/refresh', 'GET'],
  ['POST', 'background/refresh', 'GET'],
  ['POST', 'background/compute', 'GET'],
  ['POST', 'background/report', 'GET'],
  ['POST', 'background/cleanup', 'GET'],
  ['GET', 'background/status/1', 'POST'],
  ['GET', 'background/active', 'POST'],
  ['GET', 'news/search', 'POST'],
  ['GET', 'news/trending', 'POST'],
];

describe('the errors of the contract, each with one text in detail', () => {
  let app: GoldenApp;
  let expired: string;
  let deleted: string;

  beforeAll(async () => {
    app = clientOf(await startTestApp({ READ_ACCESS: 'authenticated' }));
    const tokens = async (email: string): Promise<string> => {
      const body = { email, password: 'Tr4vel!ing-light', name: '' };
      return (await json<{ access_token: string }>(app.send('POST', '/api/v1/auth/register', body))).access_token;
    };
    const claims = JSON.parse(
      Buffer.from((await tokens('ada@example.org')).split('.')[1] ?? '', 'base64url').toString(),
    ) as { sub: string; sid: string };
    expired = app.app.get(JwtService).sign({ sid: claims.sid }, { subject: claims.sub, expiresIn: -1 });
    deleted = await tokens('deleted@example.org');
    await rowsOf(app.database.url, `delete from users where email = 'deleted@example.org'`);
  });

  afterAll(() => app.close());

  const refused = async (method: string, path: string, authorization?: string): Promise<unknown[]> => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const answer = await app.send(method, `/api/v1/${path}`, method === 'GET' ? undefined : {}, headers);
    const { status, detail } = await json<Problem>(answer);
    return [answer.status, status, detail, answer.headers.get('access-control-allow-origin')];
  };
  const unauthorized = (detail: string): unknown[] => [401, 401, detail, 'http://localhost:3000'];

  it.each(GUARDED)(
    '%s %s: 401 without a token, with another scheme, and with a token that is good no longer',
    async (method, path) => {
      expect(await refused(method, path)).toEqual(unauthorized('Not authenticated'));
      expect(await refused(method, path, 'Basic YTpi')).toEqual(unauthorized('Not authenticated'));
      expect(await refused(method, path, 'Bearer a.b.c')).toEqual(unauthorized('Invalid token'));
      expect(await refused(method, path, `Bearer ${expired}`)).toEqual(unauthorized('Invalid token'));
      expect(await refused(method, path, `Bearer ${deleted}`)).toEqual(unauthorized('User not found'));
    },
  );

  it.each(GUARDED)('%s %s: 405 for %s, with the methods that there are', async (method, path, other) => {
    const answer = await app.send(other, `/api/v1/${path}`);
    const { detail, code } = await json<Problem>(answer);
    expect([answer.status, code, typeof detail]).toEqual([405, 'method-not-allowed', 'string']);
    expect(answer.headers.get('allow')?.split(', ')).toContain(method);
  });

  it('404 for what is not there', async () => {
    for (const path of ['index/nothing', 'news/article/1', 'strategy']) {
      const answer = await app.get(`/api/v1/${path}`);
      expect([answer.status, typeof (await json<Problem>(answer)).detail]).toEqual([404, 'string']);
    }
  });

  it('400 for a body that is no JSON', async () => {
    const answer = await fetch(`${app.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"email":',
    });
    expect([answer.status, typeof (await json<Problem>(answer)).detail]).toEqual([400, 'string']);
  });
});

describe('what everybody may read', () => {
  let app: GoldenApp;

  beforeAll(async () => {
    app = clientOf(await startTestApp({ READ_ACCESS: 'authenticated' }));
  });

  afterAll(() => app.close());

  it('/: a name, a version and links that lead somewhere', async () => {
    const { name, version, ...links } = await json<Record<string, string>>(app.get('/'));
    expect([name, version]).toEqual(['AutoIndex API', '0.1.0']);
    for (const link of Object.values(links)) expect([link, (await app.get(link)).status]).toEqual([link, 200]);
  });

  it('/health: ok, and of which service', async () => {
    expect(await json(app.get('/health'))).toMatchObject({ status: 'ok', service: 'api' });
  });

  it('/api: which version', async () => {
    expect(await json(app.get('/api'))).toEqual({
      version: '0.1.0',
      api_version: 'v1',
      base_path: '/api/v1',
      status: 'operational',
    });
  });
});
