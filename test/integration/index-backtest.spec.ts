import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliResult, runCli } from '../support/cli';
import {
  expectAllClose,
  expectSameMetrics,
  goldenConfigurations,
  goldenFolder,
  goldenJson,
  goldenRows,
  goldenSets,
  hasGolden,
  Row,
  rowsOf,
} from '../support/golden';

type Metrics = Record<string, object | string | null>;

/** Nothing listens there: a command that opened a database would fail. */
const noDatabase = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', REDIS_URL: 'redis://127.0.0.1:1' };
const folder = mkdtempSync(join(tmpdir(), 'backtest-'));
const output = (...names: string[]): string => join(folder, ...names);
const rowsIn = (...names: string[]): Row[] => rowsOf(readFileSync(output(...names), 'utf8'));

afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  writeFileSync(output(name), text);
  return output(name);
}

function backtest(prices: string, out: string, ...more: string[]): Promise<CliResult> {
  const args = ['index', 'backtest', '--prices', prices, '--method', 'autoindex-v1', '--out', output(out), ...more];
  return runCli(args, noDatabase);
}

describe.each(goldenSets)('index backtest on golden set %s', (set) => {
  const prices = join(goldenFolder, set, 'prices.csv');

  // Each configuration of the small set; of the large one those whose weights are known.
  const names = goldenConfigurations.map(([name]) => name);
  const chosen = set === 'a' ? names : names.filter((name) => hasGolden(`${set}/${name}/allocations.csv`));

  it.each(chosen)('writes the known numbers with configuration %s, without a database', async (name) => {
    const { configs } = goldenJson<{ configs: Record<string, object | null> }>('manifest.json');
    const config = fileOf(`${set}-${name}.json`, JSON.stringify(configs[name] ?? {}));
    const out = `${set}-${name}`;

    expect(await backtest(prices, out, '--config', config)).toMatchObject({ code: 0, stderr: '' });

    expectSameColumn(rowsIn(out, 'index_values.csv'), goldenRows(`${set}/${name}/index_values.csv`), 'value');
    expectSameColumn(rowsIn(out, 'allocations.csv'), goldenRows(`${set}/${name}/allocations.csv`), 'weight');
    const metrics = JSON.parse(readFileSync(output(out, 'metrics.json'), 'utf8')) as Metrics;
    const known = goldenJson<Metrics>(`${set}/${name}/performance.json`);
    expect(Object.keys(metrics)).toEqual(Object.keys(known));
    for (const [key, value] of Object.entries(known)) {
      if (typeof value === 'object') expectSameMetrics(metrics[key] as object, value ?? {});
      else expect(metrics[key]).toBe(value);
    }
  });
});

/** Every column but `column` is the same text; `column` is the same number to the tolerance. */
function expectSameColumn(actual: readonly Row[], expected: readonly Row[], column: string): void {
  const others = (rows: readonly Row[]): Row[] => rows.map((row) => ({ ...row, [column]: '' }));
  expect(others(actual)).toEqual(others(expected));
  expectAllClose(
    actual.map((row) => Number(row[column])),
    expected.map((row) => Number(row[column])),
  );
}

describe('index backtest', () => {
  const header = 'symbol,date,close\n';
  const closes = `${header}A,2024-01-01,10\nA,2024-01-02,11\nA,2024-01-03,11.1\n`;
  const prices = fileOf('prices.csv', closes);

  it('takes the defaults without a configuration, for {} and for null', async () => {
    await backtest(prices, 'none');
    for (const text of ['{}', 'null']) {
      await backtest(prices, 'same', '--config', fileOf('empty.json', text));
      expect(readFileSync(output('same', 'index_values.csv'))).toEqual(
        readFileSync(output('none', 'index_values.csv')),
      );
    }
  });

  it('writes the shortest text that reads back as the same double', async () => {
    await backtest(join(goldenFolder, 'a/prices.csv'), 'exact');
    const known = goldenRows('a/default/index_values.csv').map(({ value }) => String(Number(value)));
    expect(rowsIn('exact', 'index_values.csv').map(({ value }) => value)).toEqual(known);
  });

  it('computes the chained method too, and never takes the benchmark for a constituent', async () => {
    const args = ['--prices', join(goldenFolder, 'a/prices.csv'), '--method', 'chained', '--out', output('chained')];
    expect(await runCli(['index', 'backtest', ...args], noDatabase)).toMatchObject({ code: 0 });
    expect(rowsIn('chained', 'allocations.csv').map(({ symbol }) => symbol)).not.toContain('^GSPC');
    expect(rowsIn('chained', 'index_values.csv').length).toBeGreaterThan(200);
  });

  it('leaves what compares with the benchmark undefined when the file has none, and says so', async () => {
    const { code, stderr } = await backtest(prices, 'alone');
    expect([code, stderr]).toEqual([0, expect.stringContaining('^GSPC')]);
    expect(JSON.parse(readFileSync(output('alone', 'metrics.json'), 'utf8'))).toMatchObject({
      full: { days: 2, beta: null, correlation_sp500: null },
      stored_row_after_insert: null,
    });
  });

  it('writes empty files and says so when no asset survives the cleaning', async () => {
    const pennies = fileOf('pennies.csv', `${header}A,2024-01-01,0.1\nA,2024-01-02,0.2\n`);
    const result = await backtest(pennies, 'pennies');
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('no index values') });
    expect(readFileSync(output('pennies', 'index_values.csv'), 'utf8')).toBe('date,value\n');
    expect(readFileSync(output('pennies', 'allocations.csv'), 'utf8')).toBe('date,symbol,weight\n');
  });

  it('refuses a file with faults, naming line and field of each, and writes nothing', async () => {
    const bad = fileOf('bad.csv', `${header}A,2024-02-30,1\nA,2024-01-02,zero\n`);
    const { code, stderr } = await backtest(bad, 'refused');
    expect(code).toBe(1);
    expect(stderr).toMatch(/bad\.csv:\n {2}line 2, date: "2024-02-30".*\n {2}line 3, close: "zero"/);
    expect(existsSync(output('refused'))).toBe(false);
  });

  it('takes columns in any order, others beside them, Windows line ends and a byte order mark', async () => {
    const text = '\uFEFFdate,volume,close,symbol\r\n2024-01-02,5,11,A\r\n2024-01-01,,10,A\r\n2024-01-03,7,1.11e1,A\r\n';
    await backtest(prices, 'plain');
    expect(await backtest(fileOf('windows.csv', text), 'windows')).toMatchObject({ code: 0 });
    expect(rowsIn('windows', 'index_values.csv')).toEqual(rowsIn('plain', 'index_values.csv'));
  });

  it('names every wrong field of the configuration', async () => {
    const config = fileOf('bad.json', '{"min_price": -1, "speed": 2}');
    const { code, stderr } = await backtest(prices, 'refused', '--config', config);
    expect(code).toBe(1);
    expect(stderr).toMatch(/bad\.json:\n {2}min_price: must be .*\n {2}speed: is unknown/);
  });

  it('says where a configuration is not JSON', async () => {
    const { code, stderr } = await backtest(prices, 'refused', '--config', fileOf('bad.json', '{"min_price": }'));
    expect([code, stderr]).toEqual([1, expect.stringContaining('bad.json: is not JSON')]);
  });

  it('names the known methods when asked for another', async () => {
    const args = ['index', 'backtest', '--prices', prices, '--method', 'guess', '--out', output('refused')];
    const { code, stderr } = await runCli(args, noDatabase);
    expect([code, stderr]).toEqual([1, 'error: --method: "guess" is unknown; known are autoindex-v1, chained\n']);
  });

  it.each([
    [
      'a price file that does not exist',
      ['--prices', 'no-such.csv', '--out', output('refused')],
      '--prices: cannot read',
    ],
    ['no price file', ['--out', output('refused')], "required option '--prices <file.csv>'"],
    ['a folder that is a file', ['--prices', prices, '--out', prices], '--out: cannot write'],
    ['an argument too many', ['more', '--prices', prices, '--out', output('refused')], 'too many arguments'],
  ])('fails with %s', async (_, args, message) => {
    const { code, stderr } = await runCli(['index', 'backtest', '--method', 'autoindex-v1', ...args], noDatabase);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});
