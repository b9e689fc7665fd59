import { runInContext } from '../../../src/platform/request-context';
import { RunHeartbeat, RunsService } from '../../../src/runs';
import { TestApp, startTestApp } from '../../support/app';
import { selectRows } from '../../support/stored-prices';

const LOCK_MS = 10_000;
const RENEWALS = 25;

/** What ends each lock that was taken, as the clock does after ten seconds. The lock is held when one is added. */
const mockLockEnds: (() => void)[] = [];

jest.mock('node:timers/promises', () => {
  const actual = jest.requireActual<typeof import('node:timers/promises')>('node:timers/promises');
  const pause = (ms: number, value: unknown, options: { signal?: AbortSignal } = {}): Promise<unknown> => {
    if (ms !== LOCK_MS) return actual.setTimeout(ms, value, options);
    return new Promise((resolve) => {
      const end = (): void => {
        options.signal?.removeEventListener('abort', end);
        resolve(value);
      };
      options.signal?.addEventListener('abort', end);
      mockLockEnds.push(end);
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

  it('is never orphaned while its process lives, however often it is read and its lock is renewed', async () => {
    const runs = service.app.get(RunsService, { strict: false });
    const heartbeat = service.app.get(RunHeartbeat, { strict: false });
    const endIfOrphaned = (runId: number): Promise<boolean> => runInContext('another', () => runs.endIfOrphaned(runId));
    const silent = `update runs set heartbeat_at = clock_timestamp() - interval '1 hour'`;
    await runInContext('owner', async () => {
      const { runId } = await runs.create({ kind: 'refresh', requester: { name: 'test' } });
      await heartbeat.during(runId, async () => {
        for (let renewals = 0; renewals < RENEWALS; renewals++) {
          while (mockLockEnds.length <= renewals) expect(await endIfOrphaned(runId)).toBe(false);
          await selectRows(service.database.url, silent);
          expect(await endIfOrphaned(runId)).toBe(false);
          mockLockEnds[renewals]?.();
        }
      });
    });
  });
});
