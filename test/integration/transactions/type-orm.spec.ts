import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Database, DatabaseModule, sqlState } from '../../../src/platform/database';
import { StatementLog } from '../../support/statements';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

@Entity('entries')
class Entry {
  @PrimaryColumn('text')
  name: string;
  @Column('integer')
  amount: number;
  @Column('timestamp with time zone', { default: () => 'now()' })
  at: string;
}

describe('mapped entities', () => {
  let application: LedgerApplication;
  let ledger: Ledger;
  let database: Database;

  beforeAll(async () => {
    DatabaseModule.forFeature([Entry]);
    application = await ledgerApplication();
    ({ ledger, database } = application);
    await application.outside.query('alter table entries add at timestamptz not null default now()');
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

  it('are read outside transactions through the read-only pool, and cannot be written there', async () => {
    await ledger.required(() => save('a'));
    expect(await database.manager.findOneBy(Entry, { name: 'a' })).toMatchObject({ amount: 1 });
    await Promise.all(Array.from({ length: 20 }, () => database.manager.countBy(Entry, { name: 'a' })));
    expect(database.poolStatistics()[1]).toMatchObject({ pool: 'read', used: 0 });
    const error: unknown = await database.manager
      .save(Entry, { name: 'b', amount: 1 })
      .catch((reason: unknown) => reason);
    expect(sqlState(error)).toBe('25006');
    expect(await application.stored()).toEqual(['a']);
  });

  it('are read in a transaction and in a snapshot through those', async () => {
    await ledger.required(async () => {
      await save('a');
      expect(await database.manager.existsBy(Entry, { name: 'a' })).toBe(true);
    });
    await database.snapshot(async () => {
      await database.manager.countBy(Entry, { name: 'a' });
      await application.outside.query(`insert into entries values ('b')`);
      expect(await database.manager.countBy(Entry, { name: 'b' })).toBe(0);
    });
  });

  it('keep every digit of an instant', async () => {
    const at = '2024-07-01T12:00:00.123456Z';
    await ledger.required(() => database.transaction.manager.insert(Entry, { name: 'a', amount: 1, at }));
    expect(await database.manager.findOneByOrFail(Entry, { at })).toMatchObject({ name: 'a', at });
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
