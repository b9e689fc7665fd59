import {
  Database,
  SecondConnectionError,
  TransactionEndedError,
  UnexpectedRollbackError,
} from '../../../src/platform/database';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

const FOREVER = 60_000;

describe('ordinary-looking code that breaks transactions', () => {
  let application: LedgerApplication;
  let ledger: Ledger;
  let database: Database;

  beforeAll(async () => {
    application = await ledgerApplication();
    ({ ledger, database } = application);
  });
  beforeEach(() => application.outside.query('truncate entries'));
  afterAll(() => application.close());

  it('E1: says so when a swallowed SQL error made COMMIT a ROLLBACK', async () => {
    const work = ledger.required(async () => {
      await ledger.add('a');
      await ledger.add('a').catch(() => undefined);
    });

    await expect(work).rejects.toThrow(UnexpectedRollbackError);
    await expect(work).rejects.toMatchObject({ cause: { code: '23505' } });
    expect(await application.stored()).toEqual([]);
  });

  it('E2: rolls back when an inner method failed, though the outer one caught its error', async () => {
    const work = ledger.required(async () => {
      await ledger.add('a');
      await ledger
        .required(async () => {
          await ledger.add('b');
          throw new Error('the inner one fails');
        })
        .catch(() => undefined);
      await ledger.add('c');
    });

    await expect(work).rejects.toThrow(UnexpectedRollbackError);
    await expect(work).rejects.toMatchObject({ cause: { message: 'the inner one fails' } });
    expect(await application.stored()).toEqual([]);
  });

  it('E3: lets no branch of a Promise.all go on after the rollback', async () => {
    const branches: Promise<unknown>[] = [];
    let fail = (): void => undefined;
    const rolledBack = new Promise<void>((resolve) => (fail = resolve));
    const branch = async (write: () => Promise<unknown>): Promise<void> => {
      await rolledBack;
      await write();
    };

    const work = ledger.required(async () => {
      const { transaction } = database;
      branches.push(
        branch(() => ledger.add('by a new look-up')),
        branch(() => transaction.query(`insert into entries values ('by a kept handle')`)),
        branch(() => transaction.manager.query(`insert into entries values ('by a kept manager')`)),
        branch(() => ledger.required(() => ledger.add('joined'))),
        branch(() => ledger.nested(() => ledger.add('nested'))),
        branch(() => ledger.requiresNew(() => ledger.add('new'))),
        branch(() => ledger.requiresNewInSecondPool(() => ledger.add('new in the second pool'))),
        branch(() => ledger.notSupported(() => ledger.names())),
        branch(() => database.snapshot((snapshot) => snapshot.query('select 1'))),
      );
      await Promise.all([...branches, Promise.reject(new Error('one branch rejects'))]);
    });
    await expect(work).rejects.toThrow('one branch rejects');
    fail();

    const ends = await Promise.allSettled(branches);
    for (const end of ends) {
      const error: unknown = end.status === 'rejected' ? end.reason : undefined;
      expect(error).toBeInstanceOf(Error);
      expect([error, (error as Error).cause, (error as { driverError?: unknown }).driverError]).toEqual(
        expect.arrayContaining([expect.any(TransactionEndedError)]),
      );
    }
    expect(await application.stored()).toEqual([]);
  });

  it(
    'E4: refuses a new transaction inside another, so that callers cannot wait for each other',
    async () => {
      const callers = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) =>
        ledger.required(async () => {
          await ledger.add(name);
          await ledger.requiresNew(() => ledger.add(`${name}, apart`));
        }),
      );

      const ends = await Promise.allSettled(callers);
      expect(ends).toEqual(ends.map(() => ({ status: 'rejected', reason: expect.any(SecondConnectionError) })));
      expect(await application.stored()).toEqual([]);
    },
    FOREVER,
  );

  it('E4: lets it through with a second pool, for more callers than either pool has connections', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(
      names.map((name) =>
        ledger.required(async () => {
          await ledger.add(name);
          await ledger.requiresNewInSecondPool(() => ledger.add(`${name}, apart`));
        }),
      ),
    );

    expect(await application.stored()).toHaveLength(2 * names.length);
  });

  it('E5: nested parts that run at once neither mix nor leave the connection in a failed transaction', async () => {
    const part = (name: string, fails: boolean): Promise<void> =>
      ledger.nested(async () => {
        await ledger.add(name);
        await ledger.add(`${name}, again`);
        if (fails) await ledger.add(name);
      });

    await ledger.required(async () => {
      await Promise.allSettled([part('a', false), part('b', true), part('c', false), part('d', true)]);
    });
    const stored = await application.stored();
    expect(stored).toEqual(['a', 'a, again', 'c', 'c, again']);
    const reads = Array.from({ length: 10 }, () => ledger.required(() => ledger.names()));
    expect(await Promise.all(reads)).toEqual(reads.map(() => stored));
  });

  it('E6: a repository that is not of the transaction cannot be had, and its own one is in it', async () => {
    const work = ledger.required(async () => {
      await database.transaction.manager.query(`insert into entries values ('by TypeORM')`);
      expect(await ledger.names()).toEqual(['by TypeORM']);
      throw new Error('rolled back');
    });
    await expect(work).rejects.toThrow('rolled back');
    expect(await application.stored()).toEqual([]);

    const aside = ledger.required(() =>
      database.transaction.manager.dataSource.query(`insert into entries values ('aside')`),
    );
    await expect(aside).rejects.toMatchObject({ driverError: { code: '25006' } });
    expect(await application.stored()).toEqual([]);

    expect(() => database.transaction).toThrow('no transaction is open');
    await expect(database.sql.query(`insert into entries values ('outside')`)).rejects.toMatchObject({ code: '25006' });
    expect(await application.stored()).toEqual([]);
  });
});
