import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Database } from '../../../src/platform/database';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

const COPY_IN = 'copy entries (name) from stdin';
const ADMIN_SHUTDOWN = '57P01';
const COPY_OUT = 'copy (select name from entries order by name) to stdout';

describe('streams on a connection', () => {
  let application: LedgerApplication;
  let ledger: Ledger;
  let database: Database;

  beforeAll(async () => {
    application = await ledgerApplication();
    ({ ledger, database } = application);
  });
  beforeEach(() => application.outside.query('truncate entries'));
  afterAll(() => application.close());

  const copyIn = (...names: readonly string[]): Promise<void> =>
    pipeline(Readable.from(names.map((name) => `${name}\n`)), database.transaction.copyFrom(COPY_IN));
  const copyOut = async (): Promise<string> => {
    let text = '';
    for await (const chunk of database.transaction.copyTo(COPY_OUT)) text += String(chunk);
    return text;
  };
  const fill = (count: number): Promise<unknown> =>
    application.outside.query(`insert into entries select i::text from generate_series(1, $1) i`, [count]);

  it('COPY is part of the transaction, between the statements around it', async () => {
    const text = await ledger.required(async () => {
      const [, , read] = await Promise.all([ledger.add('a'), copyIn('b', 'c'), copyOut(), ledger.add('d')]);
      return read;
    });
    expect(text).toBe('a\nb\nc\n');
    expect(await application.stored()).toEqual(['a', 'b', 'c', 'd']);

    const failing = ledger.required(async () => {
      await copyIn('e', 'f');
      throw new Error('undone');
    });
    await expect(failing).rejects.toThrow('undone');
    expect(await application.stored()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('a COPY that PostgreSQL refuses fails the transaction, even if its error is swallowed', async () => {
    await expect(ledger.required(() => copyIn('a', 'a'))).rejects.toMatchObject({ code: '23505' });
    await expect(ledger.required(() => copyIn('a', 'a').catch(() => undefined))).rejects.toThrow('was rolled back');
  });

  it('a COPY whose source fails stores nothing', async () => {
    const source = async function* (): AsyncGenerator<string> {
      yield 'a\n';
      await Promise.resolve();
      throw new Error('the source fails');
    };
    const work = ledger.required(() => pipeline(Readable.from(source()), database.transaction.copyFrom(COPY_IN)));
    await expect(work).rejects.toThrow('the source fails');
    expect(await application.stored()).toEqual([]);
  });

  it('a COPY that is begun and left alone is rolled back', async () => {
    const work = ledger.required(async () => {
      await ledger.add('a');
      database.transaction.copyFrom(COPY_IN).on('error', () => undefined);
    });
    await expect(work).rejects.toThrow('ended before 1 of its statements');
    expect(await application.stored()).toEqual([]);
  });

  it('a COPY after the end of the transaction is refused', async () => {
    const { transaction } = await ledger.required(() => Promise.resolve({ transaction: database.transaction }));
    await expect(pipeline(Readable.from(['a\n']), transaction.copyFrom(COPY_IN))).rejects.toThrow('has ended');
    await expect(transaction.copyTo(COPY_OUT).toArray()).rejects.toThrow('has ended');
    expect(await application.stored()).toEqual([]);
  });

  it('a COPY that is not read to its end costs its connection, not the next one', async () => {
    await fill(20_000);
    const work = ledger.required(async () => {
      for await (const chunk of database.transaction.copyTo('copy entries to stdout')) if (chunk) break;
    });
    await expect(work).rejects.toThrow('lost');
    expect(await ledger.required(() => ledger.names())).toHaveLength(20_000);
  });

  it('a snapshot streams rows, and reads of one instant whatever is committed meanwhile', async () => {
    await fill(1_200);
    const counts = await database.snapshot(async (snapshot) => {
      const rows: unknown[] = [];
      for await (const row of snapshot.stream('select name from entries where name <> $1', ['7'])) rows.push(row);
      await application.outside.query(`insert into entries values ('committed meanwhile')`);
      return [rows.length, (await ledger.names()).length];
    });
    expect(counts).toEqual([1_199, 1_200]);
  });

  it('a stream may be left early', async () => {
    await fill(5_000);
    const names = await database.snapshot(async (snapshot) => {
      for await (const row of snapshot.stream('select name from entries')) if (row) break;
      return snapshot.query('select 1 as one');
    });
    expect(names).toEqual([{ one: 1 }]);
    await database.snapshot(async (snapshot) => {
      for await (const row of snapshot.stream('select name from entries')) if (row) break;
    });
  });

  it('a stream of a statement that fails says so', async () => {
    const failing = database.snapshot((snapshot) => snapshot.stream('select 1 / 0').toArray());
    await expect(failing).rejects.toMatchObject({ code: '22012' });
  });

  describe('whose connection is lost', () => {
    const terminate = async (): Promise<void> => {
      await application.outside.query(
        `select pg_terminate_backend(pid, 30000) from pg_stat_activity
         where datname = current_database() and application_name like 'autoindex-%' and state <> 'idle'`,
      );
    };

    it('a stream of rows ends with an error, though its reader stands between two fetches', async () => {
      await fill(5_000);
      const rows: unknown[] = [];
      const work = database.snapshot(async (snapshot) => {
        for await (const row of snapshot.stream('select name from entries')) {
          if (rows.push(row) === 1) await terminate();
        }
      });
      await expect(work).rejects.toMatchObject({ code: ADMIN_SHUTDOWN });
      expect(rows.length).toBeLessThan(5_000);
    });

    it('a COPY into the table ends with an error, though nothing more is written', async () => {
      const source = new PassThrough();
      const work = ledger.required(async () => {
        const copied = pipeline(source, database.transaction.copyFrom(COPY_IN));
        source.write('a\n');
        await terminate();
        await copied;
      });
      await expect(work).rejects.toMatchObject({ code: ADMIN_SHUTDOWN });
      expect(await application.stored()).toEqual([]);
    });
  });
});
