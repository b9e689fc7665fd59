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
import { Problem, RefreshClient, Run } from './refresh-client';

const SYMBOLS = Array.from({ length: 40 }, (_, number) => `S${String(number).padStart(2, '0')}`);
const DAYS = weekdays('2022-01-03', 620);

describe('two instances over one database', () => {
  let folder: string;
  let market: CsvMarket;
  let database: TestDatabase;
  let services: ServiceProcess[];
  let clients: [RefreshClient, RefreshClient];

  const start = async (): Promise<ServiceProcess> => {
    const environment = {
      DATABASE_URL: database.url,
      READ_ACCESS: 'public',
      DEMO_DATA: 'false',
      ADMIN_TOKEN,
      RATE_LIMIT: '60000',
      ...market.environment,
    };
    const service = await ServiceProcess.start({ folder, environment });
    services.push(service);
    return service;
  };
  const rows = <Row extends object>(sql: string): Promise<Row[]> => selectRows<Row>(database.url, sql);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autoindex-two-'));
    market = await CsvMarket.open();
    database = await createTestDatabase();
    services = [];
    await market.say(SYMBOLS, DAYS.slice(0, 600));
    const [one, other] = await Promise.all([start(), start()]);
    clients = [new RefreshClient(one.url), new RefreshClient(other.url)];
    await rows(`update assets set active = false`);
    await rows(`insert into assets (symbol, name) select s, s from unnest('{${SYMBOLS.join(',')}}'::text[]) s`);
  });

  afterAll(async () => {
    await Promise.all(services.map((service) => service.end('SIGTERM')));
    await database.drop();
    await market.close();
    await rm(folder, { recursive: true });
  });

  it('concurrent refreshes do not interfere', async () => {
    const [, other] = clients;
    const barrier = await Barrier.before(database.url, 'index_values');
    const asked = clients.map((client) => client.post('/refresh-runs?wait=true'));
    const refused = await Promise.race(asked);
    await barrier.lift();
    const ran = (await Promise.all(asked)).find((answer) => answer !== refused);
    if (ran === undefined) throw new Error('there are two');
    expect([refused.status, ran.status]).toEqual([409, 200]);
    const run = await json<Run>(ran);
    expect(run).toMatchObject({ status: 'succeeded', completeness: 'complete', counts: { new: 40 * 600 } });
    expect((await json<Problem>(refused)).detail).toContain(`run ${run.id}`);
    expect(await rows('select count(*)::int as stored from prices')).toEqual([{ stored: 40 * 600 }]);
    expect(await rows('select from price_revisions')).toEqual([]);
    await market.say(SYMBOLS, DAYS.slice(0, 601));
    expect(await other.refresh()).toMatchObject({ status: 'succeeded', counts: { new: 40 } });
  });

  it('of fifty refreshes requested at the same instant one runs and 49 responses name it', async () => {
    await market.say(SYMBOLS, DAYS.slice(0, 602));
    const barrier = await Barrier.before(database.url, 'index_values');
    const [last] = await rows<{ id: number }>('select max(id)::int as id from runs');
    const asked = Array.from({ length: 50 }, (_, number) => clients[number % 2 === 0 ? 0 : 1].post('/refresh-runs'));
    const answers = await Promise.all(asked);
    await barrier.lift();
    const begun = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status === 409);
    const others = answers.map(({ status }) => status).filter((status) => status !== 202 && status !== 409);
    expect({ begun: begun.length, refused: refused.length, others }).toEqual({ begun: 1, refused: 49, others: [] });
    const [first] = begun;
    if (first === undefined) throw new Error('one has begun');
    const { id } = await json<Run>(first);
    for (const answer of refused) expect((await json<Problem>(answer)).detail).toContain(`run ${id}`);
    await (await clients[1].get(`/refresh-runs/${id}/events`)).text();
    expect(await clients[0].run(id)).toMatchObject({ status: 'succeeded', counts: { new: 40 } });
    expect(await rows(`select id::int from runs where id > ${last?.id ?? 0}`)).toEqual([{ id }]);
  });

  it('a client that watches a run of another instance does not delay the shutdown of its own', async () => {
    await market.say(SYMBOLS, DAYS.slice(0, 603));
    const barrier = await Barrier.before(database.url, 'index_values');
    const { id } = await json<Run>(clients[0].post('/refresh-runs'));
    await until(async () => (await clients[0].run(id)).stage === 'indices', 'the run computes indices');
    const watched = await start();
    const events = await new RefreshClient(watched.url).get(`/refresh-runs/${id}/events`);
    expect(await watched.end('SIGTERM')).toBe(0);
    const text = await events.text();
    expect(text).toContain('event: progress\n');
    expect(text).not.toContain('event: end\n');
    await barrier.lift();
    await until(async () => (await clients[0].run(id)).status === 'succeeded', 'the run has ended');
  });

  it('a run whose process was killed is ended by the next check, and the next run works', async () => {
    await market.say(SYMBOLS, DAYS.slice(0, 604), (symbol) => (symbol === 'S00' ? 0.7 : 1));
    const barrier = await Barrier.before(database.url, 'index_values');
    const others = [...services];
    const victim = await start();
    // Whoever looks at the queue at that moment may begin the run instead of the one that was asked.
    for (const service of others) service.kill('SIGSTOP');
    const asked = new RefreshClient(victim.url);
    const { id } = await json<Run>(asked.post('/refresh-runs'));
    try {
      await until(async () => (await asked.run(id)).stage === 'indices', 'the run computes indices');
    } finally {
      for (const service of others) service.kill('SIGCONT');
    }
    expect((await clients[1].post('/refresh-runs')).status).toBe(409);
    await victim.end('SIGKILL');
    await until(async () => (await clients[0].run(id)).status === 'failed', 'the run is ended');
    expect(await clients[1].run(id)).toMatchObject({ error: { category: 'internal' }, dataVersion: null });
    await barrier.lift();
    expect(await clients[0].refresh()).toMatchObject({ status: 'succeeded', counts: { new: 40, changed: 603 } });
  });
});
