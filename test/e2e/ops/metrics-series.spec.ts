import { readFileSync } from 'node:fs';
import { ADMIN_TOKEN, TestApp, startTestApp } from '../../support/app';

interface OpenApi {
  readonly paths: Readonly<Record<string, object>>;
}

const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as OpenApi;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
/** Ways to be answered, and to be refused, by the same route. */
const WAYS: readonly Record<string, string>[] = [
  {},
  { 'x-admin-token': ADMIN_TOKEN },
  { authorization: 'Bearer none' },
];
const FOR_EVER = '/events';

describe('the metrics of the whole service', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startTestApp({ NODE_ENV: 'test' });
  });
  afterAll(() => service.close());

  const ask = (method: (typeof METHODS)[number], url: string, headers: Record<string, string>) =>
    service.app.inject({ method, url, headers });
  const metrics = async (): Promise<string[]> =>
    (await ask('GET', '/metrics', {})).payload.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

  it('stay below 2,000 series when every route is called in every way, and still count what comes after', async () => {
    let name = 0;
    for (const template of Object.keys(paths).filter((path) => !path.endsWith(FOR_EVER))) {
      for (const method of METHODS) {
        for (const headers of WAYS) {
          const path = template.replace(/\{[^}]*\}/g, () => `n${name++}`);
          await ask(method, path, headers);
          await ask(method, `${path}?unknown=1`, headers);
        }
      }
    }
    const series = await metrics();
    expect(series.some((line) => line.includes('route="other"'))).toBe(true);
    expect(series.length).toBeLessThan(1_900);
    const answered = 'route="/api/v1/assets",method="GET",status="2xx",category="none"} ';
    expect(series.some((line) => line.startsWith(`http_request_duration_seconds_count{${answered}`))).toBe(true);
  }, 240_000);
});
