import { Database, IncompatibleTransactionError } from '../../../src/platform/database';
import { StatementLog } from '../../support/statements';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

describe('isolation, read-only and time limits', () => {
  let application: LedgerApplication;
  let ledger: Ledger;
  let database: Database;

  beforeAll(async () => {
    application = await ledgerApplication({
      statementTimeout: 11_000,
      lockTimeout: 7_000,
      transactionTimeout: 21_000,
    });
    ({ ledger, database } = application);
  });
  beforeEach(() => application.outside.query('truncate entries'));
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => application.close());

  const setting = async (name: string): Promise<unknown> => {
    const [row] = await database.sql.query<Record<string, unknown>>(`select current_setting('${name}') as value`);
    return row?.['value'];
  };
  const insertOutside = (name: string): Promise<unknown> =>
    application.outside.query('insert into entries values ($1)', [name]);
  const namesTwice = async (): Promise<string[][]> => {
    const first = await ledger.names();
    await insertOutside('in between');
    return [first, await ledger.names()];
  };

  it('sees what others commit in between when read committed, and not when repeatable read', async () => {
    expect(await ledger.required(namesTwice)).toEqual([[], ['in between']]);
    await application.outside.query('truncate entries');
    expect(await ledger.repeatableRead(namesTwice)).toEqual([[], []]);
  });

  it('opens with what was asked for, in one round trip', async () => {
    const log = new StatementLog();
    await ledger.serializable(() => Promise.resolve());
    await ledger.readOnly(() => Promise.resolve());
    await ledger.hurried(() => Promise.resolve());
    expect(log.take().filter((line) => line !== '1: COMMIT')).toEqual([
      '1: BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE',
      '1: BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY',
      '1: BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL statement_timeout = 9000; SET LOCAL lock_timeout = 8000',
    ]);
  });

  it('refuses a write in a read-only transaction', async () => {
    await expect(ledger.readOnly(() => ledger.add('a'))).rejects.toMatchObject({ code: '25006' });
  });

  it('refuses to join with another isolation', async () => {
    const work = ledger.required(() => ledger.serializable(() => ledger.add('a')));
    await expect(work).rejects.toThrow(IncompatibleTransactionError);
    await ledger.serializable(() => ledger.serializable(() => ledger.add('a')));
    await ledger.serializable(() => ledger.required(() => ledger.add('b')));
    expect(await application.stored()).toEqual(['a', 'b']);
  });

  it('refuses to join read-only, or with other time limits, instead of ignoring what was asked for', async () => {
    const parts = [ledger.readOnly, ledger.hurried].map((part) => part.bind(ledger));
    for (const part of parts) {
      const work = ledger.required(() => part(() => ledger.names()));
      await expect(work).rejects.toThrow(IncompatibleTransactionError);
      expect(await part(() => part(() => ledger.names()))).toEqual([]);
    }
    await expect(ledger.readOnly(() => ledger.required(() => ledger.add('a')))).rejects.toMatchObject({
      code: '25006',
    });
  });

  it('bounds statements, waits for locks and idleness in every transaction', async () => {
    const limits = await ledger.required(async () => [
      await setting('statement_timeout'),
      await setting('lock_timeout'),
      await setting('idle_in_transaction_session_timeout'),
    ]);
    expect(limits).toEqual(['11s', '7s', '21s']);
  });

  it('bounds them for one method as that says, and not for the next on the same connection', async () => {
    const hurried = await ledger.hurried(() => setting('statement_timeout'));
    expect([hurried, await ledger.required(() => setting('statement_timeout'))]).toEqual(['9s', '11s']);
  });

  it('ends a statement that takes too long', async () => {
    const slow = ledger.withBriefStatements(() => database.transaction.query('select pg_sleep(5)'));
    await expect(slow).rejects.toMatchObject({ code: '57014' });
  });

  it('ends a wait for a lock that takes too long', async () => {
    await application.outside.query('begin; lock table entries');
    try {
      const waiting = ledger.withBriefWaits(() => ledger.add('a'));
      await expect(waiting).rejects.toMatchObject({ code: '55P03' });
    } finally {
      await application.outside.query('rollback');
    }
  });
});
