import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN_TOKEN } from '../../support/app';
import { Barrier } from '../../support/barrier';
import { CsvMarket, weekdays } from '../../support/csv-market';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { json } from '../../support/json';
import { ServiceProcess } from '../../support/processes';
import { selectRows } from '../../support/stored-prices';
import { until } from '../../support/until';
import { RefreshClient, Run } from '../refresh/refresh-client';

const DAYS = weekdays('2024-01-02', 40);

describe('processes with roles of their own', () => {
  let folder: string;
  let market: CsvMarket;
  let database: TestDatabase;
  let api: ServiceProcess;
  let client: RefreshClient;
  let workers: ServiceProcess[] = [];

  const start = (ROLE: string): Promise<ServiceProcess> =>
    ServiceProcess.start({
      folder,
      environment: {
        DATABASE_URL: database.url,
        READ_ACCESS: 'public',
        RATE_LIMIT: '60000',
        ADMIN_TOKEN,
        ROLE,
        ...market.environment,
      },
    });
  const startWorker = async (): Promise<ServiceProcess> => {
    const worker = await start('worker');
    workers.push(worker);
    return worker;
  };
  const status = async (id: number): Promise<string> =>
    (await json<{ status: string }>(client.get(`/background/status/${id}`))).status;
  const begin = async (): Promise<number> => (await json<Run>(client.post('/refresh-runs'))).id;
  const ended = async (id: number): Promise<Run> => {
    await until(async () => (await client.run(id)).status !== 'running', `run ${id} has ended`);
    return client.run(id);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autoindex-roles-'));
    market = await CsvMarket.open();
    await market.say(['AAA'], DAYS.slice(0, 20));
    database = await createTestDatabase();
    api = await start('api');
    client = new RefreshClient(api.url);
    await selectRows(database.url, 'update assets set active = false');
    await client.addAssets(['AAA']);
  });

  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
    workers = [];
  });

  afterAll(async () => {
    await api.end('SIGTERM');
    await database.drop();
    await market.close();
    await rm(folder, { recursive: true });
  });

  it('api takes the request and leaves it to a worker, however long there is none', async () => {
    const id = await begin();
    expect(await client.run(id)).toMatchObject({ status: 'running', stage: 'queued' });
    expect(await status(id)).toBe('PENDING');
    const silent = `update runs set heartbeat_at = now() - interval '1 hour' where id = $1`;
    await selectRows(database.url, silent, [id]);
    const second = await client.post('/refresh-runs');
    expect([second.status, (await json<{ detail: string }>(Promise.resolve(second))).detail]).toEqual([
      409,
      expect.stringContaining(`run ${id}`),
    ]);
    await startWorker();
    expect(await ended(id)).toMatchObject({ status: 'succeeded', counts: { new: 20 } });
    expect(await status(id)).toBe('SUCCESS');
  });

  it('worker serves health and metrics, and nothing else', async () => {
    const { url } = await startWorker();
    await until(async () => (await fetch(`${url}/health/ready`)).status === 200, 'it is ready');
    const answers = ['/health', '/health/live', '/health/ready', '/metrics', '/api/v1/assets', '/docs', '/'].map(
      async (path) => [path, (await fetch(`${url}${path}`)).status],
    );
    expect(Object.fromEntries(await Promise.all(answers))).toEqual({
      '/health': 200,
      '/health/live': 200,
      '/health/ready': 200,
      '/metrics': 200,
      '/api/v1/assets': 404,
      '/docs': 404,
      '/': 404,
    });
  });

  it('a run whose worker is killed ends as failed, its job is dead, and an administrator runs it again', async () => {
    await market.say(['AAA'], DAYS.slice(0, 25));
    const doomed = await startWorker();
    const barrier = await Barrier.before(database.url, 'index_values');
    const id = await begin();
    await until(async () => ['prices', 'indices'].includes((await client.run(id)).stage ?? ''), 'the run stores');
    doomed.kill('SIGKILL');
    await doomed.end();
    await barrier.lift();
    expect(await ended(id)).toMatchObject({ status: 'failed', dataVersion: null });
    await startWorker();
    const dead = async (): Promise<{ id: string; about: string }[]> =>
      (
        await json<{ data: { id: string; about: string }[] }>(
          client.get('/ops/jobs?state=failed', { headers: { 'x-admin-token': ADMIN_TOKEN } }),
        )
      ).data;
    await until(async () => (await dead()).length > 0, 'the job is given up');
    const [job] = await dead();
    expect(job).toMatchObject({ about: `run ${id}` });
    expect((await client.post(`/ops/jobs/${job?.id}/retry`)).status).toBe(200);
    await until(async () => (await dead()).length === 0, 'the job is done again');
    const newest = `select max(id)::int as id from runs where kind = 'refresh'`;
    await until(async () => {
      const [run] = await selectRows<{ id: number }>(database.url, newest);
      return run !== undefined && run.id > id && (await client.run(run.id)).status === 'succeeded';
    }, 'another run has stored what the first one could not');
  });
});
