import { startTestApp, TestApp } from '../../support/app';
import { json } from '../../support/json';
import { startRedis, TestRedis } from '../../support/redis';
import { Sender, senderTo } from '../../support/sender';
import { StatementLog } from '../../support/statements';

const REQUESTS = 2_000;
const AT_ONCE = 20;

/** The dashboard asks for the active tasks again as soon as it has the answer, some 230 times a second. */
describe('a page that polls without delay', () => {
  let redis: TestRedis;
  let service: TestApp;
  let send: Sender;
  let statements: StatementLog;
  let bearer: Record<string, string>;

  const active = (headers: Record<string, string>): Promise<Response> =>
    send('GET', '/api/v1/background/active', headers);
  const register = async (email: string): Promise<Record<string, string>> => {
    const body = { email, password: 'Tr4vel!ing-light' };
    const { access_token } = await json<{ access_token: string }>(send('POST', '/api/v1/auth/register', {}, body));
    return { authorization: `Bearer ${access_token}` };
  };
  const remaining = async (headers: Record<string, string>): Promise<number> => {
    const answer = await send('GET', '/api/v1/index/currencies', headers);
    return Number(/"default";r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1]);
  };
  /** Past the network, which would be the slower half. */
  const storm = async (headers: Record<string, string>): Promise<number[]> => {
    const statuses: number[] = [];
    for (let sent = 0; sent < REQUESTS; sent += AT_ONCE) {
      const request = { url: '/api/v1/background/active', headers };
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => service.app.inject(request)));
      statuses.push(...answers.map(({ statusCode }) => statusCode));
    }
    return statuses;
  };

  beforeAll(async () => {
    redis = await startRedis();
    service = await startTestApp({
      READ_ACCESS: 'authenticated',
      REDIS_URL: redis.url,
      RATE_LIMIT: '100',
      // What is measured here is who counts, not how fast a busy machine is.
      RATE_LIMIT_REDIS_WAIT_MS: '1000',
    });
    send = senderTo(service.url);
    statements = new StatementLog();
    bearer = await register('dashboard@example.org');
  });

  afterAll(async () => {
    statements.restore();
    await service.close();
    await redis.stop();
  });

  it('is answered each time, from memory, and has its other requests left', async () => {
    const before = await remaining(bearer);
    statements.take();
    const start = performance.now();
    const statuses = await storm(bearer);
    const seconds = Math.ceil((performance.now() - start) / 1000);
    expect(statuses).toEqual(Array(REQUESTS).fill(200));
    const asked = statements.take().filter((statement) => /from (users|runs)/.test(statement));
    // Once a second who asks, and once what is under way.
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThanOrEqual(2 * (seconds + 1));
    expect(await remaining(bearer)).toBe(before - 1);
  });

  it('has a budget for the status of a task that the list of tasks does not use up', async () => {
    const policyOf = async (path: string): Promise<string | null> =>
      (await send('GET', path, bearer)).headers.get('ratelimit-policy');
    expect(await policyOf('/api/v1/background/active')).toBe('"active-tasks";q=30000;w=60');
    expect(await policyOf('/api/v1/background/status/1')).toBe('"task-status";q=12000;w=60');
  });

  it('is shut out a second after it is signed out, at the latest', async () => {
    const other = await register('leaving@example.org');
    expect((await active(other)).status).toBe(200);
    await send('POST', '/api/v1/auth/logout', other);
    for (let status = 200; status === 200;) ({ status } = await active(other));
    expect((await active(other)).status).toBe(401);
  });

  it('does not reach the database any more with keys that are invented', async () => {
    const invented = (i: number): Record<string, string> => ({
      'x-api-key': `aix_${String(i).padStart(8, '0')}_${'A'.repeat(43)}`,
    });
    const from = { remoteAddress: '192.0.2.1' };
    const tally = new Map<number, number>();
    for (let i = 0; i < 300; i++) {
      const request = { url: '/api/v1/background/active', headers: invented(i), ...from };
      const { statusCode } = await service.app.inject(request);
      tally.set(statusCode, (tally.get(statusCode) ?? 0) + 1);
    }
    expect(Object.fromEntries(tally)).toEqual({ 401: 240, 429: 60 });
  });
});
