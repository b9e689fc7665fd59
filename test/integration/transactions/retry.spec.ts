import { Logger } from '@nestjs/common';
import { Database, TransactionOutcome, TransactionOutcomes } from '../../../src/platform/database';
import { retryDelay } from '../../../src/platform/database/transactions/transaction-manager';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

/** Resolves for all when `count` have arrived; later ones pass. */
function barrier(count: number): () => Promise<void> {
  let arrived = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return () => {
    if (++arrived === count) open();
    return opened;
  };
}

describe('repeating a transaction', () => {
  let application: LedgerApplication;
  let ledger: Ledger;
  let database: Database;
  let outcomes: TransactionOutcome[];

  beforeAll(async () => {
    application = await ledgerApplication();
    ({ ledger, database } = application);
    application.get(TransactionOutcomes).subscribe((outcome) => outcomes.push(outcome));
  });
  beforeEach(async () => {
    outcomes = [];
    await application.outside.query(`truncate entries; insert into entries values ('a', 0), ('b', 0)`);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => application.close());

  const add = (name: string): Promise<unknown> =>
    database.transaction.query('update entries set amount = amount + 1 where name = $1', [name]);
  const amounts = async (): Promise<number[]> => {
    const { rows } = await application.outside.query<{ amount: number }>('select amount from entries order by name');
    return rows.map(({ amount }) => amount);
  };
  const counted = (outcome: string): number => outcomes.filter((each) => each.outcome === outcome).length;
  const raise = (state: string): Promise<unknown> =>
    database.transaction.query(`do $$ begin raise exception using errcode = '${state}', message = 'made up'; end $$`);

  it('heals a real deadlock: both are stored', async () => {
    const both = barrier(2);
    const crosswise = (first: string, second: string): Promise<void> =>
      ledger.required(async () => {
        await add(first);
        await both();
        await add(second);
      });

    await Promise.all([crosswise('a', 'b'), crosswise('b', 'a')]);
    expect(await amounts()).toEqual([2, 2]);
    expect(counted('retried')).toBeGreaterThanOrEqual(1);
    expect(counted('commit')).toBe(2);
  });

  it('heals a real serialization failure: no update is lost', async () => {
    const both = barrier(2);
    const readThenWrite = (): Promise<void> =>
      ledger.serializable(async () => {
        const [row] = await database.sql.query<{ amount: number }>(`select amount from entries where name = 'a'`);
        await both();
        await database.transaction.query(`update entries set amount = $1 where name = 'a'`, [(row?.amount ?? 0) + 1]);
      });

    await Promise.all([readThenWrite(), readThenWrite()]);
    expect((await amounts())[0]).toBe(2);
    expect(counted('retried')).toBeGreaterThanOrEqual(1);
  });

  it('retries a failure that only COMMIT reports', async () => {
    const both = barrier(2);
    const other = (mine: string, theirs: string): Promise<void> =>
      ledger.serializable(async () => {
        const rows = await database.sql.query<{ amount: number }>('select amount from entries where name = $1', [
          theirs,
        ]);
        await both();
        await database.transaction.query('update entries set amount = $1 where name = $2', [
          (rows[0]?.amount ?? 0) + 1,
          mine,
        ]);
      });

    await Promise.all([other('a', 'b'), other('b', 'a')]);
    expect((await amounts()).sort()).toEqual([1, 2]);
  });

  it('repeats the whole closure, at the top only, on what it did not keep', async () => {
    const steps: string[] = [];
    await ledger.required(async () => {
      steps.push('top');
      await ledger.add('new');
      await ledger.required(async () => {
        steps.push('joined');
        await ledger.nested(async () => {
          steps.push('nested');
          if (steps.length < 6) await raise('40P01');
        });
      });
    });
    expect(steps).toEqual(['top', 'joined', 'nested', 'top', 'joined', 'nested']);
    expect(await application.stored()).toEqual(['a', 'b', 'new']);
  });

  it.each(['40001', '40P01'])('repeats after %s three times at most', async (state) => {
    let tries = 0;
    const work = ledger.required(async () => {
      tries++;
      await raise(state);
    });
    await expect(work).rejects.toMatchObject({ code: state });
    expect(tries).toBe(4);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['retried', 'retried', 'retried', 'rollback']);
  });

  it('waits at random before each repeat, longer from one to the next', async () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(0);
    const work = ledger.required(() => raise('40001'));
    await expect(work).rejects.toMatchObject({ code: '40001' });
    expect(random).toHaveBeenCalledTimes(3);
    expect([0, 1, 2].map((repeat) => retryDelay(repeat, 0.5))).toEqual([10, 20, 40]);
  });

  it('repeats when the error was swallowed or replaced', async () => {
    let tries = 0;
    await ledger.required(async () => {
      if (++tries === 1) await raise('40001').catch(() => undefined);
    });
    await ledger.required(async () => {
      if (++tries > 3) return;
      await raise('40001').catch(() => Promise.reject(new Error('something else')));
    });
    expect(tries).toBe(4);
  });

  it('does not repeat after any other error', async () => {
    let tries = 0;
    const work = ledger.required(async () => {
      tries++;
      await ledger.add('a');
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    expect(tries).toBe(1);
  });

  it('does not repeat a part that was caught and undone', async () => {
    let tries = 0;
    const work = ledger.required(async () => {
      tries++;
      await ledger.nested(() => raise('40P01')).catch(() => undefined);
      throw new Error('for another reason');
    });
    await expect(work).rejects.toThrow('for another reason');
    expect(tries).toBe(1);
  });

  it('does not repeat inside a transaction that goes on holding its locks', async () => {
    let tries = 0;
    await ledger.required(async () => {
      const inner = ledger.requiresNewInSecondPool(async () => {
        tries++;
        await raise('40001');
      });
      await expect(inner).rejects.toMatchObject({ code: '40001' });
    });
    expect(tries).toBe(1);
  });

  it('lets no branch of the first try write in the second', async () => {
    const late: Promise<unknown>[] = [];
    let secondTry = (): void => undefined;
    const begun = new Promise<void>((resolve) => (secondTry = resolve));
    let tries = 0;
    await ledger.required(async () => {
      if (++tries === 2) {
        secondTry();
        await Promise.allSettled(late);
        return;
      }
      late.push(begun.then(() => ledger.add('of the first try')));
      await Promise.all([...late, raise('40001')]);
    });
    await expect(late[0]).rejects.toThrow('has ended');
    expect(await application.stored()).toEqual(['a', 'b']);
  });

  it('logs each outcome by the name of its method: what the caller hears of for those who look for it only', async () => {
    const levels = ['debug', 'warn', 'error'] as const;
    const lines: string[] = [];
    for (const level of levels) {
      jest.spyOn(Logger.prototype, level).mockImplementation((...parts: unknown[]) => {
        lines.push(`${level} ${String(parts[0]).replace(/after \d+ ms/, 'after some ms')}`);
      });
    }
    let tries = 0;
    await ledger.required(() => (++tries === 1 ? raise('40P01') : Promise.resolve()));
    await ledger.required(() => Promise.reject(new Error('no'))).catch(() => undefined);
    await ledger.required(() => ledger.add('a').catch(() => undefined)).catch(() => undefined);
    expect(lines).toEqual([
      'warn retried of Ledger.required after some ms: made up',
      'debug commit of Ledger.required after some ms',
      'debug rollback of Ledger.required after some ms: no',
      expect.stringContaining('error downgraded of Ledger.required after some ms: '),
    ]);
  });

  it('reports each outcome by the name of its method', async () => {
    await ledger.required(() => ledger.add('c'));
    await ledger.required(() => Promise.reject(new Error('no'))).catch(() => undefined);
    await ledger.required(() => ledger.add('c').catch(() => undefined)).catch(() => undefined);
    expect(outcomes).toEqual([
      { operation: 'Ledger.required', outcome: 'commit', milliseconds: expect.any(Number) },
      { operation: 'Ledger.required', outcome: 'rollback', milliseconds: expect.any(Number), error: new Error('no') },
      {
        operation: 'Ledger.required',
        outcome: 'downgraded',
        milliseconds: expect.any(Number),
        error: expect.any(Error),
      },
    ]);
  });
});
