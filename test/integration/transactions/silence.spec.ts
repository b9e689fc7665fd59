import { CommitOutcomeUnknownError, ConnectionLostError } from '../../../src/platform/database';
import { Incident, PostgresProxy } from '../../support/postgres-proxy';
import { Ledger, LedgerApplication, ledgerApplication } from './ledger';

describe('a server that does not answer any more', () => {
  let proxy: PostgresProxy;
  let application: LedgerApplication;
  let ledger: Ledger;
  let goOn: () => void;

  beforeAll(async () => {
    proxy = await PostgresProxy.before(() => new URL(process.env['TEST_SERVER_URL'] ?? ''));
    const limits = { statementTimeout: 100, transactionTimeout: 500 };
    application = await ledgerApplication(limits, (url) => proxy.url(url));
    ({ ledger } = application);
  });
  afterEach(() => {
    proxy.watch(() => undefined);
    goOn();
  });
  afterAll(async () => {
    await application.close();
    await proxy.close();
  });

  /** Statements that begin so get to the server, but its answer does not get back until the end of the test. */
  function hold(beginning: string): void {
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const incident: Incident = { phase: 'answered', act: () => held };
    proxy.watch(({ text }) => (text.startsWith(beginning) ? incident : undefined));
  }
  const used = (): number[] => application.database.poolStatistics().map((pool) => pool.used);

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
    expect(await ledger.names()).toEqual(['a']);
  });
});
