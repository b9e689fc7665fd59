import { Transactional } from '../platform/database';
import { runInContext } from '../platform/request-context';
import { TestApp, startTestApp } from '../../test/support/app';
import { selectRows } from '../../test/support/stored-prices';
import { until } from '../../test/support/until';
import { NewRun } from './run';
import { RunHeartbeat } from './run-heartbeat';
import { RunsService } from './runs.service';

const REFRESH: NewRun = { kind: 'refresh', requester: { name: 'test' } };
const LOCKS = `select from pg_locks where locktype = 'advisory' and classid = 7301`;
const JOB = { queue: 'refresh', data: {} };

/** Makes changes as features make them: in one transaction. */
class Changes {
  constructor(private readonly runs: RunsService) {}

  @Transactional()
  async make(changed: boolean, counts: Record<string, number> = {}): Promise<number> {
    const runId = await this.runs.begin({ kind: 'import', requester: REFRESH.requester });
    await this.runs.succeed(runId, { changed, counts });
    return runId;
  }

  @Transactional()
  async end(runId: number): Promise<void> {
    await this.runs.succeed(runId, { changed: true, counts: {} });
  }
}

describe('runs', () => {
  let service: TestApp;
  let runs: RunsService;
  let changes: Changes;

  beforeEach(async () => {
    // A process with this role does no jobs of refreshes.
    service = await startTestApp({ ROLE: 'api' });
    runs = service.app.get(RunsService, { strict: false });
    changes = new Changes(runs);
  });

  afterEach(() => service.close());

  const sql = <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    selectRows<Row>(service.database.url, text, values);
  const inContext = <Result>(work: () => Promise<Result>): Promise<Result> => runInContext('test', work);
  const create = async (run: NewRun = REFRESH): Promise<number> => (await inContext(() => runs.create(run))).runId;
  const statusOf = async (runId: number): Promise<string> => (await inContext(() => runs.getById(runId))).status;
  const ageHeartbeat = (runId: number, by = '6 seconds'): Promise<object[]> =>
    sql('update runs set heartbeat_at = clock_timestamp() - $2::interval where id = $1', [runId, by]);
  const alerts = (): Promise<object[]> => sql(`select from alerts where cause = 'refresh-failed'`);

  describe('the data version', () => {
    it('grows with a change only, and its instant never goes back with the clock', async () => {
      await sql(`update data_version set recorded_at = date_trunc('second', now()) + interval '1 hour'`);
      const before = await inContext(() => runs.dataVersion());
      await inContext(() => changes.make(false));
      expect(await inContext(() => runs.dataVersion())).toEqual(before);

      const runId = await inContext(() => changes.make(true));
      const after = await inContext(() => runs.dataVersion());
      expect(after).toMatchObject({ version: before.version + 1, runId });
      expect(after.recordedAt > before.recordedAt).toBe(true);
      expect(await sql('select from runs r join data_version v on r.recorded_at = v.recorded_at')).toHaveLength(1);
    });
  });

  describe('the heartbeat', () => {
    it('of a dead process ends its run at the next read, with an alert, and the next refresh may begin', async () => {
      const runId = await create();
      await ageHeartbeat(runId);
      expect(await inContext(() => runs.getById(runId))).toMatchObject({
        status: 'failed',
        errorCategory: 'internal',
        errorDetail: expect.stringContaining('The process that ran it died'),
      });
      expect(await alerts()).toHaveLength(1);
      await expect(create()).resolves.toBeGreaterThan(runId);
    });

    it('that is younger than five seconds keeps a run running, and refuses a second refresh', async () => {
      const runId = await create();
      await ageHeartbeat(runId, '3 seconds');
      expect(await statusOf(runId)).toBe('running');
      await expect(create()).rejects.toMatchObject({
        code: 'conflict',
        detail: expect.stringContaining(`run ${runId}`),
      });
    });

    it('is the lock while the work goes on, and stops with it', async () => {
      const runId = await create();
      const heartbeat = service.app.get(RunHeartbeat, { strict: false });
      const another = (): Promise<boolean> => runInContext('another', () => runs.endIfOrphaned(runId));
      await inContext(() =>
        heartbeat.during(runId, async () => {
          await until(async () => (await sql(LOCKS)).length > 0, 'the lock is held');
          await ageHeartbeat(runId, '1 hour');
          expect(await another()).toBe(false);
        }),
      );
      expect(await another()).toBe(true);
    });

    it('in a list ends orphaned runs too', async () => {
      const runId = await create();
      await ageHeartbeat(runId);
      const { data } = await inContext(() => runs.list({ kind: 'refresh' }, 10));
      expect(data.map(({ id, status }) => [id, status])).toEqual([[runId, 'failed']]);
    });

    it('is not expected of a queued run whose job waits, but of one whose job is gone', async () => {
      const { runId } = await inContext(() => runs.create(REFRESH, JOB));
      await ageHeartbeat(runId);
      expect(await statusOf(runId)).toBe('running');
      await sql('delete from pgboss.job where singleton_key = $1', [`run ${runId}`]);
      expect(await statusOf(runId)).toBe('failed');
    });
  });

  it('that have ended stay as they are', async () => {
    const runId = await create();
    await ageHeartbeat(runId);
    expect(await statusOf(runId)).toBe('failed');
    await expect(inContext(() => changes.end(runId))).rejects.toMatchObject({ code: 'conflict' });
    await expect(inContext(() => runs.enterStage(runId, 'prices'))).rejects.toMatchObject({ code: 'conflict' });
    expect(await statusOf(runId)).toBe('failed');
  });

  it('of a dead job end if they are queued, and not if a process does them', async () => {
    const { runId } = await inContext(() => runs.create(REFRESH, JOB));
    await inContext(() => runs.enterStage(runId, 'fetching'));
    await inContext(() => runs.abandon(runId, 'the job died'));
    expect(await statusOf(runId)).toBe('running');
    await sql(`update runs set stage = 'queued' where id = $1`, [runId]);
    await inContext(() => runs.abandon(runId, 'the job died'));
    expect(await inContext(() => runs.getById(runId))).toMatchObject({ status: 'failed', errorDetail: 'the job died' });
  });

  describe('an idempotency key', () => {
    const keyed = (run: Partial<NewRun> = {}): NewRun => ({
      ...REFRESH,
      kind: 'recompute',
      idempotencyKey: 'k',
      parameters: { index: 'a' },
      ...run,
    });

    it('repeats its run, whatever became of it', async () => {
      const first = await inContext(() => runs.create(keyed()));
      expect(await inContext(() => runs.create(keyed()))).toEqual({ runId: first.runId, repeated: true });
      await ageHeartbeat(first.runId);
      expect(await statusOf(first.runId)).toBe('failed');
      expect(await inContext(() => runs.create(keyed()))).toEqual({ runId: first.runId, repeated: true });
    });

    it('is refused for another request, and belongs to its requester', async () => {
      const runId = await create(keyed());
      await expect(create(keyed({ parameters: { index: 'b' } }))).rejects.toMatchObject({ code: 'unprocessable' });
      await ageHeartbeat(runId);
      expect(await create(keyed({ requester: { name: 'other' } }))).toBeGreaterThan(runId);
    });
  });
});
