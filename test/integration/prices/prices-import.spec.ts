import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { CliResult, runCli } from '../../support/cli';
import { runCliHere } from '../../support/cli-here';
import { TestDatabase, createTestDatabase } from '../../support/database';

let database: TestDatabase;
let client: Client;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prices-import-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

async function importText(text: string | Buffer, ...options: string[]): Promise<CliResult> {
  const path = join(folder, 'prices.csv');
  await writeFile(path, text);
  return runCliHere(['prices', 'import', path, ...options], { DATABASE_URL: database.url });
}

function importStandardInput(text: string, ...options: string[]): Promise<CliResult> {
  return runCli(['prices', 'import', '-', ...options], { DATABASE_URL: database.url }, text);
}

async function count(table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`select count(*)::int from ${table}`);
  return rows[0]?.count ?? NaN;
}

it('imports a file with its columns in any order, and the same file again changes nothing', async () => {
  const text =
    '\uFEFFvolume,close,date,symbol\r\n5,10.50,2024-06-24,AAA\r\n,20,2024-06-24,BBB\r\n\r\n7,10.6,2024-06-25,AAA\r\n';
  const first = await importText(text, '--create-assets');
  expect(first.code).toBe(0);
  expect(first.stdout).toContain('3 rows read: 3 new, 0 changed, 0 same, 0 quarantined');
  const { rows } = await client.query('select close, volume from prices order by asset_id, date');
  expect(rows).toEqual([
    { close: '10.50', volume: '5' },
    { close: '10.6', volume: '7' },
    { close: '20', volume: null },
  ]);
  const again = await importText(text);
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('3 rows read: 0 new, 0 changed, 3 same, 0 quarantined');
});

it.each([
  ['line ends of all kinds', 'symbol,date,close\r\nAAA,2024-06-24,10\nAAA,2024-06-25,10\r\r\nAAA,2024-06-26,10\r'],
  ['line ends of old Macs', 'symbol,date,close\rAAA,2024-06-24,10\rAAA,2024-06-25,10\rAAA,2024-06-26,10'],
  ['quotes and spaces', '"Symbol", DATE ,Close\n"AAA","2024-06-24","10"\n AAA ,2024-06-25, 10\nAAA,2024-06-26,10\n'],
])('takes %s', async (_what, text) => {
  const result = await importText(text, '--create-assets');
  expect(result.stdout).toContain('3 rows read: 3 new, 0 changed, 0 same, 0 quarantined');
  expect(result.code).toBe(0);
});

it('shows nothing of a field that is no symbol but what a terminal can bear', async () => {
  const result = await importText(`symbol,date,close\n\x1b[31m${'A'.repeat(5_000)},2024-06-24,10\n`);
  expect(result.code).toBe(1);
  expect(result.stdout).toContain('line 2: symbol: symbol "?[31mAAA');
  expect(result.stdout.length).toBeLessThan(400);
  expect(result.stdout).not.toContain('\x1b');
});

it('refuses a second file, which it would not read', async () => {
  const result = await importText('symbol,date,close\nAAA,2024-06-24,10\n', 'second.csv', '--create-assets');
  expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('too many arguments') as string });
  expect(await count('runs')).toBe(0);
});

it('creates an exchange rate as what it is', async () => {
  await importText('symbol,date,close\nEUR/GBP,2024-06-24,0.85\nAAA,2024-06-24,10\n', '--create-assets');
  const { rows } = await client.query('select symbol, kind, currency from assets order by symbol');
  expect(rows).toEqual([
    { symbol: 'AAA', kind: 'equity', currency: 'USD' },
    { symbol: 'EUR/GBP', kind: 'fx', currency: 'GBP' },
  ]);
});

it('reads the standard input', async () => {
  const result = await importStandardInput('symbol,date,close\nAAA,2024-06-24,10.5\n', '--create-assets');
  expect(result.code).toBe(0);
  expect(await count('prices')).toBe(1);
});

it('names the lines that it quarantines, and why, and stores the others', async () => {
  const text = 'symbol,date,close\nAAA,2024-06-24,10\nAAA,2024-06-25,x\n\nAAA,2024-06-26,1020\nAAA,2024-06-27,10.3\n';
  const result = await importText(text, '--create-assets');
  expect(result.code).toBe(2);
  expect(result.stdout).toContain('4 rows read: 2 new, 0 changed, 0 same, 2 quarantined');
  expect(result.stdout).toContain('line 3: decimal: AAA: close "x" is not a decimal number');
  expect(result.stdout).toContain('line 5: pence: AAA: close 1020 of 2024-06-26 beside 10.3 of 2024-06-27');
  expect(await count('quarantined_prices')).toBe(2);
});

const MIXED = 'symbol,date,close\nAAA,2024-06-24,10\nAAA,2024-06-25,x\n';

it('does a dry run, which stores nothing and uses up no number of a run', async () => {
  const dryRun = await importText(MIXED, '--create-assets', '--dry-run');
  expect(dryRun.stdout).toContain('dry run, nothing stored: 2 rows read: 1 new, 0 changed, 0 same, 1 quarantined');
  expect(dryRun.stdout).toContain('line 3: decimal: AAA: close "x"');
  expect(dryRun.code).toBe(2);
  for (const table of ['prices', 'assets', 'quarantined_prices', 'runs']) expect(await count(table)).toBe(0);
  expect((await importText(MIXED, '--create-assets')).stdout).toMatch(/^run 1: /);
});

it('stores nothing of a file with a row that breaks a rule when it is strict', async () => {
  const strict = await importText(MIXED, '--create-assets', '--strict', '--dry-run');
  expect(strict.code).toBe(1);
  const refused = await importText(MIXED, '--create-assets', '--strict');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(
    'error: 1 row breaks a rule; nothing has been stored.\n  line 3: decimal: AAA: close "x"',
  );
  for (const table of ['prices', 'assets', 'quarantined_prices', 'runs']) expect(await count(table)).toBe(0);
  expect((await importText('symbol,date,close\nAAA,2024-06-24,10\n', '--create-assets', '--strict')).code).toBe(0);
});

it('exits with 1 when the file has no row that is stored', async () => {
  expect((await importText('symbol,date,close\nAAA,2024-06-25,x\n', '--create-assets')).code).toBe(1);
  expect((await importText('symbol,date,close\n', '--create-assets')).code).toBe(1);
});

it('refuses symbols that no asset has, names them, and stores nothing', async () => {
  const result = await importText('symbol,date,close\nAAA,2024-06-24,10\nBBB,2024-06-24,10\nCCC,2024-06-24,x\n');
  expect(result.code).toBe(1);
  expect(result.stderr).toContain('error: 2 symbols have no asset: AAA, BBB; nothing has been stored.\n');
  for (const table of ['prices', 'assets', 'quarantined_prices', 'runs']) expect(await count(table)).toBe(0);
});

describe('a file that is no table of prices is refused as a whole', () => {
  const good = 'symbol,date,close\nAAA,2024-06-24,10\n';

  it.each([
    ['a missing column', 'symbol,date\nAAA,2024-06-24\n', 'line 1: column close is missing'],
    ['an unknown column', 'symbol,date,close,adjusted\n', 'line 1: column "adjusted" is not known'],
    ['a column that is there twice', 'symbol,date,close,close\n', 'line 1: column close is there twice'],
    [
      'a row that is cut off',
      `${good}AAA,2024-06-25\n`,
      'line 3: column close is missing: 2 fields where the header has 3',
    ],
    ['a row with a field too many', `${good}\nAAA,2024-06-25,1,2\n`, 'line 4: field 4 has no column'],
    ['an open quote', `${good}AAA,2024-06-25,"1\n`, 'line 3: Quoted field unterminated'],
    [
      'a field over two lines',
      `${good}"A\nAA",2024-06-25,1\nAAA,2024-06-26,x\n`,
      'line 3: a quoted field does not end',
    ],
    ['an empty file', '', 'is empty'],
    [
      'bytes that are no text',
      Buffer.concat([Buffer.from(good), Buffer.from([0xff, 0xfe, 0x0a])]),
      'line 3 is not UTF-8 text',
    ],
  ])('%s', async (_fault, text, message) => {
    const result = await importText(text, '--create-assets');
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(`error: ${join(folder, 'prices.csv')}: ${message}`);
    expect(result.stderr).not.toContain('    at ');
    expect(await count('prices')).toBe(0);
    expect(await count('runs')).toBe(0);
  });

  it('a file that is not there', async () => {
    const result = await runCli(['prices', 'import', join(folder, 'none.csv')], { DATABASE_URL: database.url });
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`error: ${join(folder, 'none.csv')}: there is no such file\n`) as string,
    });
  });
});

it('lists the assets', async () => {
  await importText('symbol,date,close\nBBB,2024-06-24,10\nAAA,2024-06-24,10\n', '--create-assets');
  const { code, stdout } = await runCli(['assets', 'list'], { DATABASE_URL: database.url });
  expect(code).toBe(0);
  expect(stdout.split('\n').map((line) => line.split(/ +/)[0])).toEqual(['SYMBOL', 'AAA', 'BBB', '']);
});
