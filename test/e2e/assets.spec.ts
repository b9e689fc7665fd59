import { json } from '../support/json';
import { ADMIN_TOKEN, TestApp, startTestApp } from '../support/app';

describe('assets over REST', () => {
  let service: TestApp;

  const call = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${service.url}${path}`, init);
  const send = (method: string, path: string, body: unknown, token = ADMIN_TOKEN): Promise<Response> =>
    call(path, {
      method,
      headers: { 'content-type': 'application/json', 'x-admin-token': token },
      body: JSON.stringify(body),
    });

  beforeAll(async () => {
    service = await startTestApp();
    await send('POST', '/api/v1/assets', { symbol: 'AAPL', name: 'Apple Inc.', sector: 'Technology' });
    await send('POST', '/api/v1/assets', { symbol: 'EUR/USD', name: 'Euro in dollars', kind: 'fx' });
    await send('POST', '/api/v1/assets', { symbol: '^GSPC', name: 'S&P 500', kind: 'index' });
  });

  afterAll(() => service.close());

  it('are listed by symbol, page by page', async () => {
    const first = await json<{ nextCursor: string }>(call('/api/v1/assets?limit=2'));
    expect(first).toMatchObject({ data: [{ symbol: 'AAPL', currency: 'USD', active: true }, { symbol: 'EUR/USD' }] });
    const second = await (await call(`/api/v1/assets?limit=2&cursor=${encodeURIComponent(first.nextCursor)}`)).json();
    expect(second).toMatchObject({ data: [{ symbol: '^GSPC' }], nextCursor: null });
  });

  it('are read by their symbol, a slash written %2F', async () => {
    expect(await (await call('/api/v1/assets/EUR%2FUSD')).json()).toMatchObject({ kind: 'fx', currency: 'USD' });
    expect(await (await call('/api/v1/assets/%5EGSPC')).json()).toMatchObject({ kind: 'index' });
    expect((await call('/api/v1/assets/NOBODY')).status).toBe(404);
  });

  it('are changed and deactivated, and stay', async () => {
    expect(await (await send('PATCH', '/api/v1/assets/AAPL', { sector: 'Hardware' })).json()).toMatchObject({
      name: 'Apple Inc.',
      sector: 'Hardware',
    });
    const headers = { 'x-admin-token': ADMIN_TOKEN, 'content-type': 'application/json' };
    expect((await call('/api/v1/assets/AAPL', { method: 'DELETE', headers })).status).toBe(204);
    expect(await (await call('/api/v1/assets/AAPL')).json()).toMatchObject({ active: false });
    expect((await send('PATCH', '/api/v1/assets/AAPL', { active: true })).status).toBe(200);
  });

  it('cannot be written without the token', async () => {
    for (const token of ['', 'wrong', `${ADMIN_TOKEN}x`]) {
      const refused = await send('POST', '/api/v1/assets', { symbol: 'MSFT', name: 'Microsoft' }, token);
      expect([refused.status, (await json<{ category: string }>(refused)).category]).toEqual([401, 'authentication']);
    }
    expect((await call('/api/v1/assets/MSFT')).status).toBe(404);
  });

  it.each([
    [{ name: 'No symbol' }, '/symbol'],
    [{ symbol: 'aapl', name: 'Lower case' }, '/symbol'],
    [{ symbol: 'TOO-LONG-A-SYMBOL-TO-BE-TRUE', name: 'Long' }, '/symbol'],
    [{ symbol: 'MSFT', name: '' }, '/name'],
    [{ symbol: 'MSFT', name: null }, '/name'],
    [{ symbol: 'MSFT', name: 'M', currency: 'XXZ' }, '/currency'],
    [{ symbol: 'MSFT', name: 'M', kind: 'share' }, '/kind'],
    [{ symbol: 'MSFT', name: 'M', active: 'false' }, '/active'],
    [{ symbol: 'MSFT', name: 'M', price: 1 }, '/price'],
    [{ symbol: 'EURUSD', name: 'M', kind: 'fx' }, '/symbol'],
    [{ symbol: 'EUR/XYZ', name: 'M', kind: 'fx' }, '/symbol'],
    [{ symbol: 'EUR/GBP', name: 'M', kind: 'fx', currency: 'USD' }, '/currency'],
  ])('refuse %j and name %s', async (body, pointer) => {
    const refused = await send('POST', '/api/v1/assets', body);
    expect(refused.status).toBe(400);
    expect((await json<{ errors: unknown }>(refused)).errors).toEqual([expect.objectContaining({ pointer })]);
  });

  it('take a currency from a symbol only if it is one', async () => {
    expect(await json(send('POST', '/api/v1/assets', { symbol: 'ABC/XYZ', name: 'No rate' }))).toMatchObject({
      kind: 'equity',
      currency: 'USD',
    });
  });

  it('refuse a symbol that is taken', async () => {
    expect((await send('POST', '/api/v1/assets', { symbol: 'AAPL', name: 'Again' })).status).toBe(409);
  });

  it('are in the OpenAPI document, and the UI is served', async () => {
    const document = await json<{ paths: object }>(call('/openapi.json'));
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/api/v1/assets', '/api/v1/indices/{slug}']));
    expect(await (await call('/docs')).text()).toContain('swagger-ui');
  });
});
