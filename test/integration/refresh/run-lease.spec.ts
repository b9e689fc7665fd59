import { runInContext } from '../../../src/platform/request-context';
import { AnnouncedRunsService, RunLease } from '../../../src/runs';
import { TestApp, startTestApp } from '../../support/app';

/** Longer than one lease, so that it is renewed once. */
const LONG_MS = 12_000;

describe('a run under way', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp();
  });

  afterAll(() => service.close());

  it('is never taken for dead while its process lives, however often others look', async () => {
    const runs = service.app.get(AnnouncedRunsService, { strict: false });
    const lease = service.app.get(RunLease, { strict: false });
    const endIfDead = (runId: number): Promise<boolean> => runInContext('another', () => runs.endIfDead(runId));
    await runInContext('owner', async () => {
      const { runId } = await runs.announce({ kind: 'refresh', requester: { name: 'test' } });
      await lease.during(runId, async () => {
        for (const end = Date.now() + LONG_MS; Date.now() < end;) expect(await endIfDead(runId)).toBe(false);
      });
    });
  });
});
