import { request } from 'node:http';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Database } from '../../../src/platform/database';
import { startTestApp, TestApp } from '../../support/app';
import { selectRows } from '../../support/stored-prices';
import { until } from '../../support/until';
import { days, RecordedMarket } from './recorded-market';

const MEBIBYTE = 1_048_576;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of objects and buffers, without those that only wait to be cleared away. */
function memoryInUse(): number {
  collectGarbage();
  // Buffers are cleared away beside the program, but before garbage is collected again.
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const linesIn = (text: Uint8Array): number => text.reduce((lines, byte) => (byte === 10 ? lines + 1 : lines), 0);

/** 400,000 rows, 20 MiB of CSV and more: much more than all buffers on the way hold. */
const MANY = `insert into prices (asset_id, date, close, source, run_id)
  select a.id, date '1910-01-01' + day, 100 + day, 'test', (select max(id) from runs)
  from assets a, generate_series(0, 99999) as day where a.symbol like 'BIG_'`;

describe('a long stream', () => {
  let app: TestApp;
  let market: RecordedMarket;
  let path: string;
  const stalled: (() => void)[] = [];

  beforeAll(async () => {
    app = await startTestApp({ DATABASE_READ_POOL_SIZE: '2' });
    market = await RecordedMarket.open(app.database.url, ['BIG1', 'BIG2', 'BIG3', 'BIG4', 'AAA']);
    await market.record(days('AAA', '2024-01-01', 3));
    await selectRows(app.database.url, MANY);
    await selectRows(app.database.url, 'analyze prices');
    path = '/api/v1/prices?symbols=BIG1,BIG2,BIG3,BIG4';
  });

  afterEach(() => leaveAll());

  afterAll(async () => {
    await market.close();
    await app.close();
  });

  const open = async (query: string): Promise<Readable> => {
    const answer = await fetch(`${app.url}${query}`, { headers: { Accept: 'text/csv' } });
    expect(answer.status).toBe(200);
    if (answer.body === null) throw new Error('there is no body');
    return Readable.fromWeb(answer.body);
  };

  /** Asks, reads a first chunk, and then no more. */
  const openAndStall = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const asked = request(`${app.url}${path}`, { headers: { Accept: 'text/csv' } }, (answer) => {
        answer.once('data', () => {
          answer.pause();
          stalled.push(() => answer.destroy());
          resolve();
        });
      });
      asked.on('error', reject).end();
    });

  const leaveAll = (): void => stalled.splice(0).forEach((leave) => leave());

  const used = (): number => {
    const pools = app.app.get(Database).poolStatistics();
    return pools.find(({ pool }) => pool === 'read')?.used ?? -1;
  };

  it('has every row and takes little memory', async () => {
    // What the first stream of a process leaves loaded is not counted.
    expect(await (await open('/api/v1/prices?symbols=AAA')).toArray()).not.toEqual([]);
    const before = memoryInUse();
    let [lines, bytes, highest, nextLook] = [0, 0, 0, 0];
    for await (const chunk of await open(path)) {
      bytes += (chunk as Uint8Array).length;
      lines += linesIn(chunk as Uint8Array);
      if (bytes < nextLook) continue;
      highest = Math.max(highest, memoryInUse());
      nextLook = bytes + 4 * MEBIBYTE;
    }
    expect(lines).toBe(400_001);
    expect(bytes).toBeGreaterThan(20 * MEBIBYTE);
    expect((highest - before) / MEBIBYTE).toBeLessThan(10);
    await until(() => used() === 0, 'the connection is back');
  });

  it('waits for a client that does not read, and gives the connection back when the client leaves', async () => {
    await openAndStall();
    // The watch of stale data may be reading at this very moment too.
    await until(() => used() === 1, 'the stream alone holds a connection');
    const others = await fetch(`${app.url}/api/v1/prices?symbols=AAA`);
    expect(others.status).toBe(200);
    leaveAll();
    await until(() => used() === 0, 'the connection is back');
  });

  it('gives the connection back however many clients leave at once', async () => {
    for (let round = 0; round < 5; round++) {
      await Promise.all([openAndStall(), openAndStall()]);
      leaveAll();
      await until(() => used() === 0, 'both connections are back');
    }
  });

  it('is of one version, whatever is stored while it runs', async () => {
    const stream = await open(path);
    const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    let text = Buffer.from((await iterator.next()).value as Uint8Array).toString('latin1');
    await selectRows(app.database.url, "update prices set source = 'later' where date > '2100-01-01'");
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      text += Buffer.from(next.value).toString('latin1');
    }
    expect(text).not.toContain('later');
    expect(text.endsWith('\n')).toBe(true);
  });

  it('is aborted, not ended, when the database ends it', async () => {
    const stream = await open(path);
    const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    await iterator.next();
    await selectRows(
      app.database.url,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'autoindex-read' and xact_start is not null`,
    );
    const reading = (async () => {
      while ((await iterator.next()).done !== true);
    })();
    await expect(reading).rejects.toThrow();
    await until(() => used() === 0, 'the connection is given up');
    expect((await fetch(`${app.url}/api/v1/prices?symbols=AAA`)).status).toBe(200);
  });

  it('answers a wrong question before it begins', async () => {
    const headers = { Accept: 'text/csv' };
    const unknown = await fetch(`${app.url}/api/v1/prices?symbols=AAA,NOBODY`, { headers });
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    expect(await unknown.text()).toContain('There is no asset NOBODY.');
    await until(() => used() === 0, 'the connection is back');
  });
});
