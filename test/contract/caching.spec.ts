import { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from '../fuzz/document';
import { ADMIN_TOKEN, startTestApp, TestApp } from '../support/app';
import { json } from '../support/json';

/** What tells who somebody is, or lets somebody in. */
const SECRET = /^\/api\/v1\/(auth|api-keys|users|accounts|sessions|invitations)/;

describe('Cache-Control', () => {
  let service: TestApp;
  let paths: string[];
  beforeAll(async () => {
    service = await startTestApp({ RATE_LIMIT: '10000' });
    const document = await json<OpenAPIObject>(fetch(`${service.url}/openapi.json`));
    paths = operationsOf(document)
      .filter(({ method }) => method.toUpperCase() === 'GET')
      .map(({ path }) => path.replace(/\{[^}]*\}/g, '1'));
  });
  afterAll(() => service.close());

  const cacheControlOf = async (path: string): Promise<string> => {
    const response = await fetch(`${service.url}${path}`, { headers: { 'x-admin-token': ADMIN_TOKEN } });
    await response.body?.cancel();
    return response.headers.get('cache-control') ?? 'missing';
  };

  it('keeps every response of a route out of shared caches', async () => {
    const open: string[] = [];
    for (const path of paths) {
      const header = await cacheControlOf(path);
      if (!/no-store|private/.test(header) && !path.startsWith('/errors')) open.push(`${path}: ${header}`);
    }
    expect(paths.length).toBeGreaterThan(30);
    expect(open).toEqual([]);
  });

  it('keeps accounts, keys and tokens out of every cache', async () => {
    const secret = paths.filter((path) => SECRET.test(path));
    const kept: string[] = [];
    for (const path of secret) if (!(await cacheControlOf(path)).includes('no-store')) kept.push(path);
    expect(secret.length).toBeGreaterThan(1);
    expect(kept).toEqual([]);
  });
});
