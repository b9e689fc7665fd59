import { CommitOutcomeUnknownError, ConnectionLostError, Database } from '../../../src/platform/database';
import { Incident, PostgresProxy } from '../../support/postgres-proxy';
import { until } from '../../support/until';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

/** Short enough to be waited for, and long enough for what is not held up on a machine that is busy with other tests. */
const LIMITS = { statementTimeout: 500, transactionTimeout: 2_000 };

describe('what takes too long is ended', () => {
  let proxy: PostgresProxy;
  let application: LedgerApplication;
  let ledger: Ledger;
  let database: Database;
  let goOn: () => void;

  beforeAll(async () => {
    proxy = await PostgresProxy.before(() => new URL(process.env['TEST_SERVER_URL'] ?? ''));
    application = await ledgerApplication(LIMITS, (url) => proxy.url(url));
    ({ ledger, database } = application);
  });
  beforeEach(async () => {
    goOn = () => undefined;
    await application.outside.query('truncate entries');
  });
  afterEach(() => {
    proxy.watch(() => undefined);
    goOn();
  });
  afterAll(async () => {
    await application.close();
    await proxy.close();
  });

  /** Also what is not held up has a second and a half only, which a busy machine may need for itself. */
  const served = (count: number): Promise<void> =>
    until(async () => (await ledger.names().catch(() => [''])).length === count, 'the next reading is served');

  describe('when the server does not answer any more', () => {
    /** Statements that begin so get to the server, but its answer does not get back until the end of the test. */
    function hold(beginning: string): void {
      const held = new Promise<void>((resolve) => (goOn = resolve));
      const incident: Incident = { phase: 'answered', act: () => held };
      proxy.watch(({ text }) => (text.startsWith(beginning) ? incident : undefined));
    }
    const used = (): number[] => database.poolStatistics().map((pool) => pool.used);

    it('fails a transaction that cannot begin', async () => {
      hold('BEGIN');
      await expect(ledger.required(() => ledger.add('a'))).rejects.toThrow(ConnectionLostError);
      expect(used()).toEqual([0, 0, 0]);
    });

    it('leaves open what became of one whose COMMIT is not answered', async () => {
      hold('COMMIT');
      await expect(ledger.required(() => ledger.add('a'))).rejects.toThrow(CommitOutcomeUnknownError);
      expect([used(), await application.stored()]).toEqual([[0, 0, 0], ['a']]);
    });

    it('fails a reading outside of transactions, and serves the next one', async () => {
      hold('select name');
      await expect(ledger.names()).rejects.toThrow(ConnectionLostError);
      expect(used()).toEqual([0, 0, 0]);
      proxy.watch(() => undefined);
      await served(0);
    });
  });

  it('a transaction, even if nothing comes from it any more', async () => {
    const stuck = new Promise<void>((resolve) => (goOn = resolve));
    const branches: Promise<unknown>[] = [];
    const work = ledger.required(async () => {
      branches.push(stuck.then(() => ledger.add('b')));
      await ledger.add('a');
      await Promise.all(branches);
    });
    await expect(work).rejects.toThrow('open for more than 2000 ms');
    goOn();
    await expect(branches[0]).rejects.toThrow('has ended');
    expect(await application.stored()).toEqual([]);
  });

  it('but not a stream of rows, each fetch of which is quick, before its snapshot', async () => {
    const slow = 'select case when n % 500 = 0 then pg_sleep(0.1) end from generate_series(1, 3000) n';
    const rows = await database.snapshot((snapshot) => snapshot.stream(slow).toArray());
    expect(rows).toHaveLength(3_000);
  });

  it('a snapshot whose reader stands still', async () => {
    await application.outside.query('insert into entries select i::text from generate_series(1, 5000) i');
    const stuck = database.snapshot(async (snapshot) => {
      const stream = snapshot.stream('select name from entries');
      stream.on('error', () => undefined).once('data', () => stream.pause());
      await new Promise<void>(() => undefined);
    });
    await expect(stuck).rejects.toThrow('open for more than');
    await served(5_000);
  });
});
