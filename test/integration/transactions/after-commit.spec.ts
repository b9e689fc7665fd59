import { Logger } from '@nestjs/common';
import { Database } from '../../../src/platform/database';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

describe('hooks after the commit', () => {
  let application: LedgerApplication;
  let ledger: Ledger;
  let database: Database;
  let told: string[];

  beforeAll(async () => {
    application = await ledgerApplication();
    ({ ledger, database } = application);
  });
  beforeEach(async () => {
    told = [];
    await application.outside.query('truncate entries');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => application.close());

  const tell = (what: string): void => database.transaction.afterCommit(() => void told.push(what));

  it('run in their order, awaited, when all can see the data and the connection is free', async () => {
    await ledger.required(async () => {
      await ledger.add('a');
      database.transaction.afterCommit(async () => {
        told.push(`stored ${(await application.stored()).join()}, used ${database.poolStatistics()[0]?.used}`);
      });
      await ledger.required(() => Promise.resolve(tell('joined')));
      await ledger.nested(() => Promise.resolve(tell('nested')));
      tell('last');
      expect(told).toEqual([]);
    });
    expect(told).toEqual(['stored a, used 0', 'joined', 'nested', 'last']);
  });

  it('do not run after a rollback, and not for a nested part that was undone', async () => {
    const failing = ledger.required(() => {
      tell('never');
      return Promise.reject(new Error('no'));
    });
    await expect(failing).rejects.toThrow('no');
    await ledger.required(async () => {
      const { transaction } = database;
      await ledger
        .nested(() => {
          tell('undone');
          transaction.afterCommit(() => void told.push('undone, by a handle from outside'));
          return Promise.reject(new Error('no'));
        })
        .catch(() => undefined);
    });
    expect(told).toEqual([]);
  });

  it('run once, of the try that was committed', async () => {
    let tries = 0;
    await ledger.required(async () => {
      tell(`try ${++tries}`);
      if (tries === 1) await database.transaction.query(`do $$ begin raise exception using errcode = '40001'; end $$`);
    });
    expect(told).toEqual(['try 2']);
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
      tell('the next');
    });
    expect(logged).toHaveBeenCalledWith(
      'a hook after the commit of Ledger.required failed',
      expect.stringContaining('the hook fails'),
    );
    expect([told, await application.stored()]).toEqual([['the next'], ['a']]);
  });
});
