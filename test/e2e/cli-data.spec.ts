import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliResult } from '../support/cli';
import { runCliHere } from '../support/cli-here';
import { createTestDatabase, TestDatabase } from '../support/database';

const CLOSES = [
  'symbol,date,close',
  'AAA,2024-06-24,10',
  'AAA,2024-06-25,11',
  'AAA,2024-06-26,1100',
  'AAA,2024-06-27,12',
];

describe('the command line shows and changes data', () => {
  let database: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'cli-data-'));
    const file = join(folder, 'closes.csv');
    writeFileSync(file, `${CLOSES.join('\n')}\n`);
    await run('prices', 'import', file, '--create-assets');
    await run('index', 'create', 'one', '--method', 'autoindex-v1', '--constituents', 'AAA');
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  const run = (...args: string[]): Promise<CliResult> => runCliHere(args, { DATABASE_URL: database.url });
  const json = async <Value>(...args: string[]): Promise<Value> =>
    JSON.parse((await run(...args, '--json')).stdout) as Value;

  it('shows when a run was, who requested it, its request id, and what it did with each asset', async () => {
    const { code, stdout } = await run('runs', 'show', '1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^run 1: import succeeded, partial\n/);
    expect(stdout).toMatch(/^started +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/m);
    expect(stdout).toMatch(/^finished +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, after \d+\.\d s$/m);
    expect(stdout).toMatch(/^requested by +command line$/m);
    expect(stdout).toMatch(/^request id +[0-9a-f-]{36}$/m);
    expect(stdout).toMatch(/^parameters +origin .*closes\.csv, createAssets true$/m);
    expect(stdout).toMatch(/^SYMBOL +STATUS +NEW +CHANGED +SAME +PROTECTED +DETAIL\nAAA +succeeded +3 +0 +0 +0$/m);
  });
  it('shows a run as the API does with --json', async () => {
    expect(await json('runs', 'show', '1')).toMatchObject({
      id: 1,
      completeness: 'partial',
      requestedBy: 'command line',
      outcomes: [{ symbol: 'AAA', new: 3 }],
    });
  });

  it('lists quarantine entries, shows one and its decision, and stores it on release', async () => {
    const [entry] = await json<{ id: number }[]>('quarantine', 'list');
    const id = String(entry?.id);
    expect((await run('quarantine', 'list')).stdout).toMatch(
      /^ID +SYMBOL +DATE +RULE +STATE +RUN +DETAIL\n\d+ +AAA +2024-06-26 +pence +open +1 /,
    );
    expect((await run('quarantine', 'show', id)).stdout).toMatch(/^close +1100$/m);
    expect((await run('quarantine', 'release', id)).stdout).toMatch(/^run \d+: quarantine-release succeeded$/m);
    expect((await run('quarantine', 'list')).stdout).not.toContain('AAA');
    const shown = (await run('quarantine', 'show', id)).stdout;
    expect(shown).toMatch(/^released +.* UTC by command line$/m);
    expect(shown).toMatch(/^stored by +run \d+$/m);
    expect(await json('quarantine', 'list', '--state', 'released')).toMatchObject([
      { symbol: 'AAA', state: 'released' },
    ]);
    const again = await run('quarantine', 'discard', id);
    expect(again).toMatchObject({ code: 1, stderr: `error: The quarantined price ${id} has been released.\n` });
  });

  it('shows prices, sets one that imports keep, and unprotects it', async () => {
    const set = await run('prices', 'set', 'AAA', '2024-06-25', '10.5', '--reason', 'a typing error of the vendor');
    expect(set.stdout).toMatch(/^run \d+: AAA of 2024-06-25 set to 10.5\n$/);
    const repeated = ['prices', 'set', 'AAA', '2024-06-25', '10.5', '--reason', 'once more'];
    expect((await run(...repeated)).stdout).toContain('was already 10.5');
    const day = ['--from', '2024-06-25', '--to', '2024-06-25'];
    expect((await run('prices', 'show', 'AAA', ...day)).stdout).toMatch(
      /^DATE +CLOSE .*\n2024-06-25 +10\.5 +- +- +- +- +manual +yes +\d+\n$/,
    );
    await run('prices', 'unprotect', 'AAA', '2024-06-25');
    expect(await json('prices', 'show', 'AAA', ...day)).toMatchObject([
      { symbol: 'AAA', date: '2024-06-25', close: 10.5, open: null, source: 'manual', protected: false },
    ]);
  });

  it.each([
    [['prices', 'set', 'AAA', '2024-06-25', 'many', '--reason', 'x'], 'error: It cannot be a price: close "many"'],
    [['prices', 'set', 'NONE', '2024-06-25', '1', '--reason', 'x'], 'NONE'],
    [['prices', 'set', 'AAA', 'today', '1', '--reason', 'x'], 'error: <day>: must be a calendar day'],
    [['prices', 'unprotect', 'AAA', '2024-06-23'], 'error: AAA has no price on 2024-06-23.'],
    [['prices', 'show', 'AAA', '--from', '2024-06-25', '--to', '2024-06-24'], 'error: --to: must not be before'],
    [['quarantine', 'show', '99'], 'error: There is no quarantined price 99.'],
    [['quarantine', 'release', '0'], 'error: "0" is not the id of a quarantine entry'],
    [['runs', 'show', 'x'], 'error: "x" is not the id of a run'],
    [['index', 'values', 'none'], 'error: There is no index none.'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });

  it('prints the levels of an index', async () => {
    const { stdout } = await run('index', 'values', 'one', '--from', '2024-06-24');
    expect(stdout).toMatch(/^DATE +VALUE\n2024-06-2\d +[\d.]+\n/);
    const levels = await json<{ date: string; value: number }[]>('index', 'values', 'one', '--to', '2024-06-25');
    expect(levels[0]).toMatchObject({ value: 100 });
    expect(levels.every(({ date }) => date <= '2024-06-25')).toBe(true);
  });

  it('names the run that reverted a run, in the list and in the run', async () => {
    await run('prices', 'set', 'AAA', '2024-06-27', '13', '--reason', 'a trial');
    const [newest] = await json<{ id: number }[]>('runs', 'list');
    const id = newest?.id ?? 0;
    await run('runs', 'revert', String(id), '--reason', 'the trial is over');
    const list = (await run('runs', 'list')).stdout;
    expect(list).toMatch(/^ID +KIND +STATUS +VERSION +STARTED \(UTC\) +BY +REVERTED BY +ERROR\n/);
    expect(list).toMatch(new RegExp(`^${id} +correction .* command line +run ${id + 1}$`, 'm'));
    expect((await run('runs', 'show', String(id))).stdout).toMatch(new RegExp(`^reverted by +run ${id + 1}$`, 'm'));
    const revert = (await run('runs', 'show', String(id + 1))).stdout;
    expect(revert).toMatch(new RegExp(`^reverts +run ${id}$`, 'm'));
    expect(revert).toMatch(/^reason +the trial is over$/m);
  });
});
