import { Logger } from '@nestjs/common';
import { Database } from '../../../src/platform/database';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

describe('hooks after the commit', () => {
  let application: LedgerApplication;
  let ledger: Ledger;
  let database: Database;
  let ran: string[];

  beforeAll(async () => {
    application = await ledgerApplication();
    ({ ledger, database } = application);
  });
  beforeEach(async () => {
    ran = [];
    await application.outside.query('truncate entries');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => application.close());

  const record = (what: string): void => database.transaction.afterCommit(() => void ran.push(what));

  it('run in their order, awaited, when all can see the data and the connection is free', async () => {
    await ledger.required(async () => {
      await ledger.add('a');
      database.transaction.afterCommit(async () => {
        ran.push(`stored ${(await application.stored()).join()}, used ${database.poolStatistics()[0]?.used}`);
      });
      await ledger.required(() => Promise.resolve(record('joined')));
      await ledger.nested(() => Promise.resolve(record('nested')));
      record('last');
      expect(ran).toEqual([]);
    });
    expect(ran).toEqual(['stored a, used 0', 'joined', 'nested', 'last']);
  });

  it('do not run after a rollback, and not for a nested part that was undone', async () => {
    const failing = ledger.required(() => {
      record('never');
      return Promise.reject(new Error('no'));
    });
    await expect(failing).rejects.toThrow('no');
    await ledger.required(async () => {
      const { transaction } = database;
      await ledger
        .nested(() => {
          record('undone');
          transaction.afterCommit(() => void ran.push('undone, by a handle from outside'));
          return Promise.reject(new Error('no'));
        })
        .catch(() => undefined);
    });
    expect(ran).toEqual([]);
  });

  it('run once, of the try that was committed', async () => {
    let tries = 0;
    await ledger.required(async () => {
      record(`try ${++tries}`);
      if (tries === 1) await database.transaction.query(`do $$ begin raise exception using errcode = '40001'; end $$`);
    });
    expect(ran).toEqual(['try 2']);
  });

  it('may open a transaction', async () => {
    await ledger.required(() =>
      Promise.resolve(database.transaction.afterCommit(() => ledger.required(() => ledger.add('by a hook')))),
    );
    expect(await application.stored()).toEqual(['by a hook']);
  });

  it('that fail are logged, undo nothing, and keep no other from running', async () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    await ledger.required(async () => {
      await ledger.add('a');
      database.transaction.afterCommit(() => Promise.reject(new Error('the hook fails')));
      record('the next');
    });
    expect(logged).toHaveBeenCalledWith(
      'a hook after the commit of Ledger.required failed',
      expect.stringContaining('the hook fails'),
    );
    expect([ran, await application.stored()]).toEqual([['the next'], ['a']]);
  });
});
