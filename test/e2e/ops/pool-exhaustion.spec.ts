import { Client } from 'pg';
import { ADMIN_TOKEN, TestApp, startTestApp } from '../../support/app';
import { endWatch } from '../../support/end-watch';
import { until } from '../../support/until';

const POOL_SIZE = 2;
const WAIT_MS = 1_000;
/** What is allowed on top of the wait, and for the recovery, on a machine that does other things too. */
const MARGIN_MS = 1_000;

const LOCKED = '/api/v1/assets';
const WAITING = `select count(*)::int as waiting from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`;

describe('a pool whose connections are all in use', () => {
  let service: TestApp;
  let outside: Client;

  beforeAll(async () => {
    service = await startTestApp({
      DATABASE_READ_POOL_SIZE: String(POOL_SIZE),
      DATABASE_POOL_WAIT_MS: String(WAIT_MS),
      DATABASE_LOCK_TIMEOUT_MS: '60000',
      DATABASE_STATEMENT_TIMEOUT_MS: '60000',
    });
    outside = new Client({ connectionString: service.database.url });
    await outside.connect();
    // It reads assets too, and would hold one of the two connections.
    await endWatch(service);
  });
  afterAll(async () => {
    await outside.end();
    await service.close();
  });

  const timed = async (path: string) => {
    const begun = performance.now();
    const answer = await fetch(`${service.url}${path}`);
    return { answer, body: (await answer.json()) as Record<string, unknown>, ms: performance.now() - begun };
  };

  /** A transaction sees the activity of its first look, unless it forgets it. */
  const waiting = async () => {
    await outside.query('select pg_stat_clear_snapshot()');
    return (await outside.query<{ waiting: number }>(WAITING)).rows[0]?.waiting;
  };

  it('refuses callers that waited for the timeout, and none a second after it ends', async () => {
    expect((await timed(LOCKED)).answer.status).toBe(200);
    await outside.query('begin');
    await outside.query('lock table assets in access exclusive mode');
    const holders = Array.from({ length: POOL_SIZE }, () => timed(LOCKED));
    await until(async () => (await waiting()) === POOL_SIZE, 'every connection of the pool is in use');

    const refused = await Promise.all(Array.from({ length: 6 }, () => timed(LOCKED)));
    await until(async () => (await timed('/health/ready')).answer.status === 200, 'it is ready all the same');
    await outside.query('commit');
    const after = await timed(LOCKED);

    for (const { answer, body, ms } of refused) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(body).toMatchObject({ code: 'database-busy', category: 'database' });
      expect(ms).toBeGreaterThan(WAIT_MS * 0.9);
      expect(ms).toBeLessThan(WAIT_MS + MARGIN_MS);
    }
    expect(after.answer.status).toBe(200);
    expect(after.ms).toBeLessThan(MARGIN_MS);
    expect((await Promise.all(holders)).map(({ answer }) => answer.status)).toEqual(holders.map(() => 200));
  });

  it('is in the metrics and in the summary', async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    const timeouts = Number(/^database_pool_timeouts\{pool="read"\} (\d+)$/m.exec(metrics)?.[1]);
    // The service's own watchers waited in vain too.
    expect(timeouts).toBeGreaterThanOrEqual(6);
    const answer = await fetch(`${service.url}/api/v1/ops/summary`, { headers: { 'x-admin-token': ADMIN_TOKEN } });
    const { windows } = (await answer.json()) as { windows: Record<string, unknown>[] };
    for (const window of windows) expect(window).toMatchObject({ highestPoolUsage: 1, poolTimeouts: timeouts });
  });
});
