import { runInContext } from '../../../src/platform/request-context';
import { AnnouncedRunsService, RunLease } from '../../../src/runs';
import { TestApp, startTestApp } from '../../support/app';
import { selectRows } from '../../support/stored-prices';

const LEASE_MS = 10_000;
const RENEWALS = 25;

/** What ends each lease that was begun, as the clock does after ten seconds; the lock is held when one is added. */
const mockLeaseEnds: (() => void)[] = [];

jest.mock('node:timers/promises', () => {
  const actual = jest.requireActual<typeof import('node:timers/promises')>('node:timers/promises');
  const pause = (ms: number, value: unknown, options: { signal?: AbortSignal } = {}): Promise<unknown> => {
    if (ms !== LEASE_MS) return actual.setTimeout(ms, value, options);
    return new Promise((resolve) => {
      const end = (): void => {
        options.signal?.removeEventListener('abort', end);
        resolve(value);
      };
      options.signal?.addEventListener('abort', end);
      mockLeaseEnds.push(end);
    });
  };
  return { ...actual, setTimeout: pause };
});

describe('a run under way', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
  });

  afterAll(() => service.close());

  it('is never taken for dead while its process lives, however often others look and its lease is renewed', async () => {
    const runs = service.app.get(AnnouncedRunsService, { strict: false });
    const lease = service.app.get(RunLease, { strict: false });
    const endIfDead = (runId: number): Promise<boolean> => runInContext('another', () => runs.endIfDead(runId));
    const silent = `update runs set heartbeat_at = clock_timestamp() - interval '1 hour'`;
    await runInContext('owner', async () => {
      const { runId } = await runs.announce({ kind: 'refresh', requester: { name: 'test' } });
      await lease.during(runId, async () => {
        for (let renewals = 0; renewals < RENEWALS; renewals++) {
          while (mockLeaseEnds.length <= renewals) expect(await endIfDead(runId)).toBe(false);
          await selectRows(service.database.url, silent);
          expect(await endIfDead(runId)).toBe(false);
          mockLeaseEnds[renewals]?.();
        }
      });
    });
  });
});
