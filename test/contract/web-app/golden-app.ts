import { ADMIN_TOKEN, startTestApp, TestApp } from '../../support/app';
import { goldenCloses } from '../../support/golden';
import { storePrices } from '../../support/stored-prices';

/** The web app's index over the golden market a: 299 levels from 2023-01-03 to 2024-03-05. */
export interface GoldenApp extends TestApp {
  get(path: string): Promise<Response>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

export async function startGoldenApp(environment: Readonly<Record<string, string>> = {}): Promise<GoldenApp> {
  const service = await startTestApp({ READ_ACCESS: 'public', ...environment });
  await storePrices(service.database.url, goldenCloses('a'));
  const client = clientOf(service);
  const index = { slug: 'autoindex', name: 'AutoIndex', method: 'autoindex-v1', benchmark: '^GSPC' };
  const created = await client.send('POST', '/api/v1/indices', index, { 'x-admin-token': ADMIN_TOKEN });
  if (created.status !== 201) throw new Error(await created.text());
  return client;
}

/** Every request has the headers that the web app sends, with a body or without. */
export function clientOf(service: TestApp): GoldenApp {
  const send: GoldenApp['send'] = (method, path, body, headers = {}) =>
    fetch(`${service.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin: 'http://localhost:3000', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { ...service, send, get: (path) => send('GET', path) };
}
