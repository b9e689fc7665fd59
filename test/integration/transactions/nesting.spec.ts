import { Database, TransactionAbortedError, UnexpectedRollbackError } from '../../../src/platform/database';
import { StatementLog } from '../../support/statements';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

describe('nested transactions', () => {
  let application: LedgerApplication;
  let ledger: Ledger;
  let database: Database;

  beforeAll(async () => {
    application = await ledgerApplication();
    ({ ledger, database } = application);
  });
  beforeEach(() => application.outside.query('truncate entries'));
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => application.close());

  const failing = (name: string) => async (): Promise<void> => {
    await ledger.add(name);
    throw new Error(`${name} fails`);
  };

  it('nest to any depth, each undone with all that is in it and nothing else', async () => {
    await ledger.required(async () => {
      await ledger.add('1');
      await ledger
        .nested(async () => {
          await ledger.add('2');
          await ledger.nested(() => ledger.add('3'));
          await ledger.nested(failing('4')).catch(() => undefined);
          throw new Error('2 fails');
        })
        .catch(() => undefined);
      await ledger.nested(async () => {
        await ledger.nested(failing('5')).catch(() => undefined);
        await ledger.add('6');
      });
    });
    expect(await application.stored()).toEqual(['1', '6']);
  });

  it('survive an SQL error in a nested part', async () => {
    await ledger.required(async () => {
      await ledger.add('a');
      const twice = ledger.nested(() => ledger.add('a'));
      await expect(twice).rejects.toMatchObject({ code: '23505' });
      await ledger.add('b');
    });
    expect(await application.stored()).toEqual(['a', 'b']);
  });

  it('say so when a nested part swallowed an SQL error, and undo that part', async () => {
    await ledger.required(async () => {
      await ledger.add('a');
      const swallowing = ledger.nested(async () => {
        await ledger.add('b');
        await ledger.add('a').catch(() => undefined);
      });
      await expect(swallowing).rejects.toThrow(UnexpectedRollbackError);
    });
    expect(await application.stored()).toEqual(['a']);
  });

  it('undo a nested part that a joined method made rollback-only', async () => {
    await ledger.required(async () => {
      const doomed = ledger.nested(async () => {
        await ledger.add('a');
        await ledger.mandatory(failing('b')).catch(() => undefined);
      });
      await expect(doomed).rejects.toThrow(UnexpectedRollbackError);
      await ledger.add('c');
    });
    expect(await application.stored()).toEqual(['c']);
  });

  it('keep a statement of the outer part that comes in between out of the savepoint', async () => {
    await ledger.required(async () => {
      const { transaction } = database;
      let begun = (): void => undefined;
      const nestedBegan = new Promise<void>((resolve) => (begun = resolve));
      const nested = ledger.nested(async () => {
        begun();
        await ledger.add('nested');
        throw new Error('undone');
      });
      const outer = nestedBegan.then(() => transaction.query(`insert into entries values ('outer')`));
      await Promise.allSettled([nested, outer]);
    });
    expect(await application.stored()).toEqual(['outer']);
  });

  it('take a handle from outside to the nested part that it is used in', async () => {
    await ledger.required(async () => {
      const { transaction } = database;
      await ledger
        .nested(async () => {
          await transaction.query(`insert into entries values ('kept handle')`);
          await transaction.manager.query(`insert into entries values ('kept manager')`);
          throw new Error('undone');
        })
        .catch(() => undefined);
      await ledger.add('a');
    });
    expect(await application.stored()).toEqual(['a']);
  });

  it('roll back at once when the outer one fails while a nested one is under way', async () => {
    const log = new StatementLog();
    let nested: Promise<void> = Promise.resolve();
    const work = ledger.required(async () => {
      nested = ledger.nested(async () => {
        await database.transaction.query('select pg_sleep(0.05)');
        await ledger.add('late');
      });
      await Promise.all([nested, Promise.reject(new Error('the outer one fails'))]);
    });
    await expect(work).rejects.toThrow('the outer one fails');
    await expect(nested).rejects.toThrow('has ended');
    expect(log.take().at(-1)).toBe('1: ROLLBACK');
    expect(await application.stored()).toEqual([]);
  });

  it('refuse statements after a failed one, with the first failure as the cause', async () => {
    const work = ledger.required(async () => {
      await ledger.add('a');
      await ledger.add('a').catch(() => undefined);
      await ledger.add('b');
    });
    await expect(work).rejects.toThrow(TransactionAbortedError);
    await expect(work).rejects.toMatchObject({ cause: { code: '23505' } });
  });

  it('roll back when a statement was not awaited', async () => {
    const floating: Promise<unknown>[] = [];
    const work = ledger.required(async () => {
      await ledger.add('a');
      floating.push(ledger.add('b').catch(() => undefined));
    });
    await expect(work).rejects.toThrow('ended before 1 of its statements');
    await Promise.all(floating);
    expect(await application.stored()).toEqual([]);
  });

  it('notice a statement that ends the transaction by itself', async () => {
    const work = ledger.required(async () => {
      await database.transaction.query('commit');
    });
    await expect(work).rejects.toThrow('a statement ended the transaction');
  });

  it('let TypeORM neither begin nor end a transaction', async () => {
    const begin = ledger.required(() => database.transaction.manager.transaction(() => Promise.resolve()));
    await expect(begin).rejects.toThrow('use @Transactional');
    const end = ledger.required(() => Promise.resolve(database.transaction.manager.queryRunner?.commitTransaction()));
    await expect(end).rejects.toThrow('ends with its method');
  });
});
