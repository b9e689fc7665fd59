import {
  CommitOutcomeUnknownError,
  ConnectionLostError,
  Database,
  PoolExhaustedError,
  sqlState,
  TransactionOutcomes,
} from '../../../src/platform/database';
import { until } from '../../support/until';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

describe('connections that break or run out', () => {
  let application: LedgerApplication;
  let ledger: Ledger;
  let database: Database;

  beforeAll(async () => {
    application = await ledgerApplication({ poolSize: 2, readPoolSize: 2, poolWait: 3_000 });
    ({ ledger, database } = application);
  });
  beforeEach(() => application.outside.query('truncate entries'));
  afterAll(() => application.close());

  const ownProcess = async (): Promise<number> => {
    const [row] = await database.sql.query<{ pid: number }>('select pg_backend_pid() as pid');
    return row?.pid ?? 0;
  };
  const terminate = async (pid: number): Promise<void> => {
    await application.outside.query('select pg_terminate_backend($1, 30000)', [pid]);
  };
  const pool = (name: string): unknown => database.poolStatistics().find((each) => each.pool === name);

  it('says why when the connection is cut between two statements', async () => {
    const work = ledger.required(async () => {
      await ledger.add('a');
      await terminate(await ownProcess());
      await ledger.add('b');
    });
    const error: unknown = await work.catch((reason: unknown) => reason);
    expect(sqlState(error)).toBe('57P01');
    expect(await application.stored()).toEqual([]);
  });

  it('keeps saying why, also through TypeORM', async () => {
    await ledger
      .required(async () => {
        await terminate(await ownProcess());
        await ledger.add('a').catch(() => undefined);
        const later: unknown = await database.transaction.query('select 1').catch((reason: unknown) => reason);
        const mapped: unknown = await database.transaction.manager.query('select 1').catch((reason: unknown) => reason);
        expect([sqlState(later), sqlState(mapped)]).toEqual(['57P01', '57P01']);
      })
      .catch((error: unknown) => expect(error).toBeInstanceOf(ConnectionLostError));
    expect.assertions(2);
  });

  it('says why when the connection is cut under a statement', async () => {
    const work = ledger.required(async () => {
      const pid = await ownProcess();
      const slow = database.transaction.query('select pg_sleep(30)');
      await Promise.all([slow, terminate(pid)]);
    });
    const error: unknown = await work.catch((reason: unknown) => reason);
    expect(sqlState(error)).toBe('57P01');
  });

  it('rolls back for certain when the connection was lost before COMMIT', async () => {
    const work = ledger.required(async () => {
      await ledger.add('a');
      await terminate(await ownProcess());
      await ledger.add('b').catch(() => undefined);
    });
    await expect(work).rejects.toThrow(ConnectionLostError);
    expect(await application.stored()).toEqual([]);
  });

  it('says that it does not know when the connection is lost during COMMIT', async () => {
    await application.outside.query(`
      create function linger() returns trigger language plpgsql as $$ begin perform pg_sleep(30); return null; end $$;
      create constraint trigger linger after insert on entries deferrable initially deferred
        for each row when (new.name = 'lingers') execute function linger()`);
    const outcomes: string[] = [];
    const end = application.get(TransactionOutcomes).subscribe(({ outcome }) => outcomes.push(outcome));
    const committing = `select pid from pg_stat_activity where query = 'COMMIT' and state = 'active' and pid = $1`;
    let pid = 0;
    const work = ledger.required(async () => {
      pid = await ownProcess();
      await ledger.add('lingers');
    });
    const struck = expect(work).rejects.toThrow(CommitOutcomeUnknownError);
    await until(async () => (await application.outside.query(committing, [pid])).rowCount === 1, 'it is committing');
    await terminate(pid);
    await struck;
    end();
    expect(outcomes).toEqual(['unknown']);
  });

  it('does not give a broken connection to the next one', async () => {
    for (let round = 0; round < 4; round++) {
      await ledger
        .required(async () => {
          await terminate(await ownProcess());
          await ledger.add('a');
        })
        .catch(() => undefined);
    }
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => ledger.required(() => ledger.add(name))));
    expect(await application.stored()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('survives the loss of idle connections', async () => {
    await ledger.required(() => ledger.add('a'));
    await ledger.names();
    await application.outside.query(
      `select pg_terminate_backend(pid, 30000) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    const healthy = async (): Promise<boolean> => {
      const reads = await Promise.allSettled([ledger.names(), ledger.required(() => ledger.names())]);
      return reads.every(({ status }) => status === 'fulfilled');
    };
    await until(healthy, 'both pools have new connections');
    expect(await ledger.names()).toEqual(['a']);
  });

  it('waits for a full pool no longer than allowed, and counts who waited in vain', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let entered = 0;
    let full = (): void => undefined;
    const bothInside = new Promise<void>((resolve) => (full = resolve));
    const holders = [1, 2].map(() =>
      ledger.required(async () => {
        if (++entered === 2) full();
        await held;
      }),
    );
    await bothInside;
    try {
      const waiting = ledger.required(() => ledger.add('a'));
      expect(pool('write')).toEqual({ pool: 'write', size: 2, open: 2, used: 2, waiting: 1, timeouts: 0 });
      await expect(waiting).rejects.toThrow(PoolExhaustedError);
      expect(pool('write')).toMatchObject({ waiting: 0, timeouts: 1 });
      expect(await ledger.names()).toEqual([]);
    } finally {
      release();
    }
    await Promise.all(holders);
    await ledger.required(() => ledger.add('a'));
    expect(pool('write')).toMatchObject({ used: 0, timeouts: 1 });
  });

  it('destroys a connection that does not come back idle', async () => {
    const pid = await ledger.required(ownProcess);
    const left = await database.sql.query<{ pid: number }>('select pg_backend_pid() as pid');
    await database.sql.query('begin');
    expect((await database.sql.query<{ pid: number }>('select pg_backend_pid() as pid'))[0]).not.toEqual(left[0]);
    await expect(database.sql.query('begin; select 1/0')).rejects.toMatchObject({ code: '22012' });
    expect(await database.sql.query('select 1 as one')).toEqual([{ one: 1 }]);
    expect(await ledger.required(ownProcess)).toBe(pid);
  });
});
