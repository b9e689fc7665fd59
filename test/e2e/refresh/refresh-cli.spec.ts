import { runCli } from '../../support/cli';
import { clockAhead } from '../../support/clock-ahead';
import { CsvMarket } from '../../support/csv-market';
import { rowsOf } from '../../support/rows';
import { createTestDatabase, TestDatabase } from '../../support/database';

/** Each command is a process of its own, which may take ten seconds on a busy machine. */
jest.setTimeout(180_000);

describe('refreshes on the command line', () => {
  let database: TestDatabase;
  let environment: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase();
    environment = { DATABASE_URL: database.url, DEMO_DATA: 'true' };
    await runCli(['refresh', '--dry-run'], { ...environment, ...clockAhead(-60) });
  });

  afterAll(() => database.drop());

  it('do a dry run, store, list, show and revert', async () => {
    // The first start fills the demo market up to today.
    await runCli(['refresh', '--dry-run'], environment);
    await rowsOf(database.url, `delete from prices where date > current_date - 10`);
    const dryRun = await runCli(['refresh', '--dry-run'], environment);
    expect([dryRun.code, dryRun.stdout]).toEqual([
      0,
      expect.stringMatching(/^dry run, nothing stored: read \d+.*\nwould change AAPL: new \d+/),
    ]);

    const refresh = await runCli(['refresh', '--assets', 'AAPL,MSFT'], environment);
    expect([refresh.code, refresh.stdout]).toEqual([
      0,
      expect.stringMatching(/^run 2: refresh succeeded\ndata version 2\n/),
    ]);
    expect(refresh.stderr).toMatch(/run 2: \w+\n/);

    const list = await runCli(['runs', 'list'], environment);
    expect(list.stdout.split('\n').map((line) => line.split(/\s+/).slice(0, 3))).toEqual([
      ['ID', 'KIND', 'STATUS'],
      ['2', 'refresh', 'succeeded'],
      ['1', 'demo', 'succeeded'],
      [''],
    ]);

    const revert = await runCli(['runs', 'revert', '2', '--reason', 'only a trial'], environment);
    expect([revert.code, revert.stdout]).toEqual([
      0,
      expect.stringMatching(/^run 3: revert succeeded\ndata version 3\n/),
    ]);
    const again = await runCli(['runs', 'revert', '2'], environment);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('cannot be reverted')]);
    expect((await runCli(['runs', 'show', '2'], environment)).stdout).toContain('run 2: refresh succeeded');
  });

  it('exit with 1 and the reason when the run fails', async () => {
    const market = await CsvMarket.open();
    await market.say(['AAPL'], ['2024-01-02']);
    await market.spoil('MSFT');
    const failed = await runCli(['refresh', '--assets', 'AAPL,MSFT'], { ...environment, ...market.environment });
    await market.close();
    expect([failed.code, failed.stdout]).toEqual([
      1,
      expect.stringMatching(
        /: refresh failed\nerror: upstream: 1 of 2 assets could not be fetched: MSFT \(malformed\)/,
      ),
    ]);
  });

  it('exit with 1 and the reason when no run begins', async () => {
    const failed = await runCli(['refresh', '--assets', 'NOBODY'], environment);
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining('because they do not exist: NOBODY')]);
  });
});
