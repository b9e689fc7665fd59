import { Injectable } from '@nestjs/common';
import { AlertRecordsModule } from '../../../src/platform/alerting';
import { AppConfig } from '../../../src/platform/config';
import {
  Database,
  DatabaseModule,
  NoTransactionError,
  Propagation,
  Transactional,
} from '../../../src/platform/database';
import { AppError } from '../../../src/platform/errors';
import {
  FinalJobError,
  Job,
  JobData,
  JobQueue,
  JobRecord,
  JobRecords,
  Jobs,
  JobsModule,
  JobWork,
} from '../../../src/platform/jobs';
import { PgBossClient } from '../../../src/platform/jobs/pg-boss-client';
import { JobsRepository, QUEUE_SCHEMA_VERSION } from '../../../src/platform/jobs/jobs.repository';
import { currentRequestId, runInContext } from '../../../src/platform/request-context';
import { TestDatabase, createTestDatabase } from '../../support/database';
import { LONG_TIMEOUTS } from '../../support/long-timeouts';
import { rowsOf } from '../../support/rows';
import { SmallApp, smallApp } from '../../support/small-app';
import { until } from '../../support/until';

interface WordData extends JobData {
  readonly word: string;
}

/** What causes jobs. */
@Injectable()
class Cause {
  constructor(private readonly queue: JobQueue) {}

  @Transactional()
  async enqueueAnd(end: () => void, word = 'hello'): Promise<string> {
    const id = await this.queue.enqueue('echo', { word }, { about: `word ${word}` });
    end();
    return id;
  }

  @Transactional()
  async enqueueInFailingPart(): Promise<void> {
    await this.part().catch(() => undefined);
  }

  outside(): Promise<string> {
    return this.queue.enqueue('echo', { word: 'lost' });
  }

  @Transactional(Propagation.Nested)
  protected async part(): Promise<void> {
    await this.queue.enqueue('echo', { word: 'part' });
    throw new Error('the part fails');
  }
}

const nothing = (): void => undefined;

let database: TestDatabase;
let small: SmallApp;
let work: (job: Job<WordData>) => Promise<object | undefined>;
/** Ends a job that waits for its test, so that the application can close also after a failure. */
let finish: () => void;

const jobs = (): JobRecords => small.app.get(JobRecords);
const inContext = <Result>(act: () => Promise<Result>): Promise<Result> => runInContext('request-7', act);
const enqueue = (word?: string): Promise<string> => inContext(() => small.app.get(Cause).enqueueAnd(nothing, word));
const sql = <Row = object>(text: string, values: unknown[] = []): Promise<Row[]> =>
  rowsOf<Row>(database.url, text, values);
const waiting = async (): Promise<number> => (await sql(`select from pgboss.job where name = 'echo'`)).length;
const ended = async (id: string, state: string): Promise<JobRecord> => {
  await until(async () => (await jobs().getById(id)).state === state, `job ${id} is ${state}`);
  return jobs().getById(id);
};
/** Ends the delay before a retry. */
const tryAgain = (id: string): Promise<object[]> =>
  sql(`update pgboss.job set start_after = now() where id = $1 and state = 'retry'`, [id]);
const alerts = (): Promise<object[]> =>
  sql(`select cause, subject, recovered_at is not null as over from alerts order by id`);

const echo: JobWork<WordData> = {
  queue: 'echo',
  retries: 1,
  retryDelaySeconds: 600,
  perform: (job) => work(job),
};

async function start(role: string): Promise<SmallApp> {
  const environment = { ...LONG_TIMEOUTS, DATABASE_URL: database.url, ROLE: role, DATABASE_READ_POOL_SIZE: '20' };
  const { database: options } = AppConfig.fromEnvironment(environment);
  const imports = [DatabaseModule.forRoot({ ...options, url: database.url }), AlertRecordsModule, JobsModule];
  small = await smallApp({ imports, providers: [Cause] }, environment, (app) => app.get(Jobs).work(echo));
  await small.app.get(Jobs).start();
  return small;
}

beforeEach(async () => {
  database = await createTestDatabase();
  work = ({ data }) => Promise.resolve({ said: data.word });
  finish = nothing;
});
afterEach(async () => {
  jest.restoreAllMocks();
  finish();
  await small.app.close();
  await database.drop();
});

describe('a job', () => {
  it('is enqueued once when its cause commits, and not at all when it rolls back', async () => {
    await start('api');
    const fail = (): void => {
      throw new Error('the cause fails');
    };
    await expect(inContext(() => small.app.get(Cause).enqueueAnd(fail))).rejects.toThrow('the cause fails');
    await inContext(() => small.app.get(Cause).enqueueInFailingPart());
    expect(await waiting()).toBe(0);
    await enqueue();
    expect(await sql(`select data, singleton_key as about from pgboss.job where name = 'echo'`)).toEqual([
      { data: { word: 'hello', requestId: 'request-7' }, about: 'word hello' },
    ]);
  });

  it('cannot be enqueued outside of a transaction', async () => {
    await start('api');
    await expect(small.app.get(Cause).outside()).rejects.toThrow(NoTransactionError);
  });

  it('starts at once, in the context of its cause, and stores its result', async () => {
    await start('all');
    // Polling finds no due job.
    jest.spyOn(small.app.get(JobsRepository), 'findDue').mockResolvedValue([]);
    let context: string | undefined;
    work = ({ data }) => {
      context = currentRequestId();
      return Promise.resolve({ said: data.word });
    };
    const job = await ended(await enqueue(), 'completed');
    expect([context, job.output, job.tries]).toEqual(['request-7', { said: 'hello' }, 1]);
  });

  it('stores its progress', async () => {
    await start('all');
    work = (job) => {
      job.progress(3, 14);
      return new Promise((done) => (finish = () => done(undefined)));
    };
    const id = await enqueue();
    await until(async () => (await jobs().getById(id)).output !== null, 'progress is stored');
    expect(await jobs().getById(id)).toMatchObject({ state: 'active', output: { current: 3, total: 14 } });
    finish();
    expect((await ended(id, 'completed')).output).toEqual({});
  });

  it('that fails is retried later, with its attempt, and completes', async () => {
    await start('all');
    const attempts: number[] = [];
    work = ({ attempt }) => {
      attempts.push(attempt);
      return attempt === 0 ? Promise.reject(new AppError('database-busy', 'busy')) : Promise.resolve(undefined);
    };
    const id = await enqueue();
    expect(await ended(id, 'retry')).toMatchObject({ nextTryAt: expect.any(String), tries: 1, mostTries: 2 });
    await tryAgain(id);
    expect(await ended(id, 'completed')).toMatchObject({ tries: 2 });
    expect(attempts).toEqual([0, 1]);
    expect(await alerts()).toEqual([]);
  });

  it('is dead after its last try and raises an alert, which a successful retry resolves', async () => {
    await start('all');
    work = () => Promise.reject(new AppError('upstream-failed', 'the vendor said no'));
    const id = await enqueue();
    await ended(id, 'retry');
    await tryAgain(id);
    expect(await ended(id, 'failed')).toMatchObject({
      tries: 2,
      mostTries: 2,
      output: { message: 'the vendor said no' },
    });
    expect(await alerts()).toEqual([{ cause: 'job-failed', subject: 'echo', over: false }]);
    work = ({ data }) => Promise.resolve({ again: data.again });
    await inContext(() => jobs().retry(id));
    expect((await ended(id, 'completed')).output).toEqual({ again: true });
    expect(await alerts()).toEqual([{ cause: 'job-failed', subject: 'echo', over: true }]);
    await expect(inContext(() => jobs().retry(id))).rejects.toThrow('is not dead, it is completed');
  });

  it('is dead at once after a FinalJobError, and stores no secrets', async () => {
    await start('all');
    work = () => Promise.reject(new FinalJobError('no use', { cause: new Error('password=hunter2') }));
    const id = await enqueue();
    expect(await ended(id, 'failed')).toMatchObject({ tries: 1, output: { message: 'no use' } });
    work = () => Promise.reject(new Error('postgres://u:pw@h/d'));
    const other = await ended(await enqueue('other'), 'retry');
    expect(JSON.stringify(other)).not.toContain('pw@h');
  });

  it('without a heartbeat is taken over, and the late result of the first process does not count', async () => {
    await start('all');
    let late: () => void = nothing;
    let signal: AbortSignal | undefined;
    work = (job) => {
      signal = job.signal;
      return new Promise((done) => (late = () => done({ late: true })));
    };
    const id = await enqueue();
    await ended(id, 'active');
    await until(() => late !== nothing, 'the job is under way');
    const [finishLate, silence] = [
      late,
      `update pgboss.job set started_on = now() - interval '1 minute' where id = $1`,
    ];
    work = () => Promise.resolve({ late: false });
    // No other try of it begins before this one is finished: a process does one job of a queue at a time.
    await until(async () => {
      const { state } = await jobs().getById(id);
      if (state === 'active') await sql(silence, [id]);
      return state === 'retry';
    }, 'the job is given to others');
    await until(() => signal?.aborted === true, 'the first process sees that it lost the job');
    finishLate();
    expect(await ended(id, 'completed')).toMatchObject({ tries: 2, output: { late: false } });
  });

  it('whose process dies on its last try is dead at once, and an alert is raised', async () => {
    await start('all');
    // The process is gone: it sends no heartbeat, and its work never ends.
    jest.spyOn(small.app.get(JobsRepository), 'heartbeat').mockResolvedValue(true);
    work = () => new Promise((done) => (finish = () => done(undefined)));
    const id = await enqueue();
    await until(() => finish !== nothing, 'the job is running');
    await sql(
      `update pgboss.job set retry_limit = retry_count, started_on = now() - interval '1 minute' where id = $1`,
      [id],
    );
    expect(await ended(id, 'failed')).toMatchObject({
      tries: 1,
      mostTries: 1,
      output: { message: 'its process died' },
    });
    expect(await alerts()).toEqual([{ cause: 'job-failed', subject: 'echo', over: false }]);
    finish();
  });

  it('that runs stores heartbeats, so that no other process takes it', async () => {
    await start('all');
    jest.spyOn(small.app.get(JobsRepository), 'findOrphaned').mockResolvedValue([]);
    work = () => new Promise((done) => (finish = () => done(undefined)));
    const id = await enqueue();
    await until(() => finish !== nothing, 'the job is running');
    await sql(`update pgboss.job set started_on = now() - interval '1 minute' where id = $1`, [id]);
    const recent = `select from pgboss.job where id = $1 and started_on > now() - interval '10 seconds'`;
    await until(async () => (await sql(recent, [id])).length === 1, 'a heartbeat is stored');
    expect(await jobs().getById(id)).toMatchObject({ state: 'active', tries: 1 });
    finish();
    await ended(id, 'completed');
  });

  it('waits where no process runs jobs', async () => {
    await start('api');
    const id = await enqueue();
    expect((await jobs().getById(id)).state).toBe('created');
    const open = `select from pg_stat_activity where datname = current_database() and application_name = 'autoindex-jobs'`;
    await until(async () => (await sql(open)).length === 0, 'the connections of the queue are closed');
  });
});

it('twenty processes that start at once make the queues once', async () => {
  await start('api');
  await sql('drop schema pgboss cascade');
  const config = AppConfig.fromEnvironment({ ...LONG_TIMEOUTS, DATABASE_URL: database.url, ROLE: 'worker' });
  const bosses = Array.from({ length: 20 }, () => new PgBossClient(config, small.app.get(Database)));
  try {
    await Promise.all(bosses.map((boss) => runInContext('start', () => boss.open([echo]))));
    expect(await sql(`select name from pgboss.queue where name = 'echo'`)).toEqual([{ name: 'echo' }]);
  } finally {
    await Promise.all(bosses.map((boss) => boss.close()));
  }
});

it('the tables of the queue are of the version that our own SQL was written for', async () => {
  await start('api');
  expect(await sql('select version from pgboss.version')).toEqual([{ version: QUEUE_SCHEMA_VERSION }]);
  // `state < 'active'` means: it waits; `state <= 'active'`: it is not done.
  expect(await sql(`select enum_range(null::pgboss.job_state)::text as states`)).toEqual([
    { states: '{created,retry,active,completed,cancelled,failed}' },
  ]);
});
