import { NoTransactionError, SecondConnectionError } from '../../../src/platform/database';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

describe('reading', () => {
  let application: LedgerApplication;
  let ledger: Ledger;

  beforeAll(async () => {
    application = await ledgerApplication();
    ({ ledger } = application);
  });
  beforeEach(() => application.outside.query('truncate entries'));
  afterAll(() => application.close());

  it('sees in a transaction what that has written, and outside only what is committed', async () => {
    await ledger.required(async () => {
      await ledger.add('a');
      expect([await ledger.names(), await application.stored()]).toEqual([['a'], []]);
    });
    expect(await ledger.names()).toEqual(['a']);
  });

  it('cannot write outside a transaction', async () => {
    await expect(ledger.add('a')).rejects.toThrow(NoTransactionError);
    const write = application.database.sql.query(`insert into entries values ('a')`);
    await expect(write).rejects.toMatchObject({ code: '25006' });
    const inSnapshot = application.database.snapshot(() =>
      application.database.sql.query(`insert into entries values ('a')`),
    );
    await expect(inSnapshot).rejects.toMatchObject({ code: '25006' });
  });

  it('takes one connection for a snapshot and what is read in it, and no second', async () => {
    const { database } = application;
    await database.snapshot(async () => {
      await ledger.names();
      expect(database.poolStatistics()[1]).toMatchObject({ pool: 'read', used: 1 });
    });
    const begun = database.snapshot(() => ledger.required(() => ledger.add('a')));
    await expect(begun).rejects.toThrow(SecondConnectionError);
    await expect(database.snapshot(() => database.snapshot(() => ledger.names()))).rejects.toThrow(
      SecondConnectionError,
    );
    await expect(ledger.required(() => database.snapshot(() => ledger.names()))).rejects.toThrow(SecondConnectionError);
  });

  it('gives days, decimals and instants as text that loses nothing, and whole numbers as numbers', async () => {
    const [row] = await application.database.sql.query(`
      select date '2024-02-29' as day, 0.1::numeric(30, 20) as decimal, 3::bigint as whole, 1.5::float8 as double,
        timestamptz '2024-07-01 12:00:00.123456-04' as instant, timestamp '2024-07-01 12:00' as local,
        array[date '2024-02-29', null] as days, array[1.10::numeric] as decimals, array[2::bigint] as wholes,
        array[timestamptz '2024-07-01 12:00Z'] as instants, 9007199254740993 as huge`);
    expect(row).toEqual({
      day: '2024-02-29',
      decimal: '0.10000000000000000000',
      whole: 3,
      double: 1.5,
      instant: '2024-07-01T16:00:00.123456Z',
      local: '2024-07-01 12:00:00',
      days: ['2024-02-29', null],
      decimals: ['1.10'],
      wholes: [2],
      instants: ['2024-07-01T12:00:00Z'],
      huge: 9007199254740993n,
    });
  });
});
