import { runCli } from '../../support/cli';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { rowsOf } from '../../support/rows';

/** Each command is a process of its own, which may take ten seconds on a busy machine. */
jest.setTimeout(180_000);

describe('jobs, reports and clean-ups on the command line', () => {
  let database: TestDatabase;
  let environment: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase();
    environment = { DATABASE_URL: database.url };
    await rowsOf(database.url, `insert into indices (slug, name, method) values ('tiny', '<b>Tiny</b>', 'chained')`);
    await rowsOf(
      database.url,
      `with run as (insert into runs (kind, status, requested_by, finished_at) values ('import', 'succeeded', 'test', now()) returning id)
       insert into index_values (index_id, date, value, run_id)
       select indices.id, day, value, run.id from indices, run,
         (values (date '2024-01-02', 100), (date '2024-01-03', 110)) v (day, value)`,
    );
  });

  afterAll(() => database.drop());

  it('make a report and keep it', async () => {
    const made = await runCli(
      ['reports', 'create', '--type', 'performance', '--index', 'tiny', '--format', 'csv'],
      environment,
    );
    expect([made.code, made.stdout]).toEqual([0, 'date,index,benchmark\n2024-01-02,100,\n2024-01-03,110,\n']);
    expect(await rowsOf(database.url, 'select type, status from reports')).toEqual([
      { type: 'performance', status: 'ready' },
    ]);
  });

  it('say what a clean-up would delete', async () => {
    const rehearsed = await runCli(['cleanup', '--dry-run'], environment);
    expect([rehearsed.code, rehearsed.stdout]).toEqual([
      0,
      'dry run, nothing deleted; would delete: 0 alerts, 0 sessions, 0 invitations, 0 password resets, 0 dry runs, 0 reports\n',
    ]);
  });

  it('open no queue: without a service there is none', async () => {
    await rowsOf(database.url, 'drop schema if exists pgboss cascade');
    const listed = await runCli(['jobs', 'list'], environment);
    expect([listed.code, listed.stdout]).toEqual([0, 'ID  QUEUE  STATE  TRIES  ENQUEUED (UTC)  ABOUT  ERROR\n']);
    const id = '3f0c1f8e-58a1-4c3f-9a55-0d6f2f6f1c11';
    const refused = await runCli(['jobs', 'retry', id], environment);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(`There is no job ${id}`)]);
    expect(await rowsOf(database.url, `select to_regclass('pgboss.job') as queue`)).toEqual([{ queue: null }]);
  });
});
