import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Database, sqlState } from '../../../src/platform/database';
import { StatementLog } from '../../support/statements';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

@Entity('entries')
class Entry {
  @PrimaryColumn('text')
  name: string;
  @Column('integer')
  amount: number;
}

describe('mapped entities', () => {
  let application: LedgerApplication;
  let ledger: Ledger;
  let database: Database;

  beforeAll(async () => {
    application = await ledgerApplication({ entities: [Entry] });
    ({ ledger, database } = application);
  });
  beforeEach(() => application.outside.query('truncate entries'));
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => application.close());

  const save = (name: string): Promise<unknown> => database.transaction.manager.save(Entry, { name, amount: 1 });

  it('are saved and found in the transaction of the method, many at once', async () => {
    const work = ledger.required(async () => {
      await Promise.all([save('a'), save('b'), ledger.add('c')]);
      const found = await database.transaction.manager.find(Entry, { order: { name: 'ASC' } });
      expect(found.map(({ name, amount }) => [name, amount])).toEqual([
        ['a', 1],
        ['b', 1],
        ['c', 0],
      ]);
      throw new Error('undone');
    });
    await expect(work).rejects.toThrow('undone');
    expect(await application.stored()).toEqual([]);
  });

  it('begin no transaction and no savepoint of their own', async () => {
    const log = new StatementLog();
    await ledger.required(() => save('a'));
    const control = log.take().filter((line) => /BEGIN|START|SAVEPOINT|COMMIT|ROLLBACK/.test(line));
    expect(control).toEqual(['1: BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE', '1: COMMIT']);
  });

  it('fail with the SQLSTATE of the driver', async () => {
    const twice = ledger.required(async () => {
      await ledger.add('a');
      await database.transaction.manager.insert(Entry, { name: 'a', amount: 1 });
    });
    const error: unknown = await twice.catch((reason: unknown) => reason);
    expect(sqlState(error)).toBe('23505');
  });
});
