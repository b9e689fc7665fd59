import { ADMIN_TOKEN, TestApp, startTestApp } from '../support/app';

let service: TestApp;
beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.close());

const ask = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${service.url}${path}`, { headers });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

it.each(['/api/v1/ops/summary', '/api/v1/ops/rate-limits'])('shows %s to administrators only', async (path) => {
  expect((await ask(path)).status).toBe(401);
  expect((await ask(path, { 'x-admin-token': ADMIN_TOKEN })).status).toBe(200);
});

it('sums up requests, errors by category, durations and pools over 1, 5 and 60 minutes', async () => {
  await ask('/nowhere');
  await ask('/api/v1/assets');
  const { body } = await ask('/api/v1/ops/summary', { 'x-admin-token': ADMIN_TOKEN });
  const minute: Record<string, unknown> = {
    requests: expect.any(Number),
    errorRateByCategory: expect.objectContaining({ not_found: expect.any(Number) }),
    p50: expect.any(Number),
    p99: expect.any(Number),
    limitHits: 0,
    poolTimeouts: 0,
  };
  expect(body['windows']).toEqual(
    [1, 5, 60].map((minutes): unknown => expect.objectContaining({ ...minute, minutes })),
  );
  expect(body['pools']).toContainEqual(expect.objectContaining({ pool: 'write', waiting: 0 }));
});
