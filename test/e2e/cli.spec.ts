import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabase, createEmptyDatabase, createTestDatabase } from '../support/database';
import { runCli } from '../support/cli';
import { goldenCloses } from '../support/golden';
import { PostgresProxy } from '../support/postgres-proxy';
import { selectRows, storePrices } from '../support/stored-prices';

/** Each command is a process, which may take ten seconds on a busy machine. */
jest.setTimeout(180_000);

describe('the command line', () => {
  let empty: TestDatabase;
  let priced: TestDatabase;

  beforeAll(async () => {
    [empty, priced] = await Promise.all([createEmptyDatabase(), createTestDatabase()]);
    await storePrices(priced.url, goldenCloses('a'));
  });

  afterAll(() => Promise.all([empty.drop(), priced.drop()]));

  it('applies and reverts migrations, and lists their state', async () => {
    const environment = { DATABASE_URL: empty.url };
    expect((await runCli(['db', 'status'], environment)).stdout).not.toContain('applied');
    expect((await runCli(['db', 'migrate'], environment)).stdout).toContain('applied MarketData');
    expect((await runCli(['db', 'migrate'], environment)).stdout).toBe('everything is applied already\n');
    expect((await runCli(['db', 'revert'], environment)).stdout).toContain('reverted ');
    expect((await runCli(['db', 'status'], environment)).stdout).toMatch(/^missing /m);
  });

  it('creates, changes, lists and recomputes indices', async () => {
    const environment = { DATABASE_URL: priced.url };
    const created = await runCli(
      ['index', 'create', 'three', '--method', 'chained', '--constituents', 'ALFA,BRVO,CHLI', '--benchmark', '^GSPC'],
      environment,
    );
    expect(created).toMatchObject({ code: 0, stdout: 'created three\n' });
    expect(
      await runCli(
        ['index', 'change', 'three', '--name', 'Trio', '--benchmark', 'none', '--constituents', 'all'],
        environment,
      ),
    ).toMatchObject({
      code: 0,
      stdout: 'changed three\n',
    });
    expect((await runCli(['index', 'list'], environment)).stdout).toMatch(
      /^three +chained +all shares and funds +- +Trio$/m,
    );
    expect((await runCli(['index', 'recompute'], environment)).stdout).toMatch(/^recomputed three in run \d+$/m);
    const [stored] = await selectRows<{ values: number }>(
      priced.url,
      'select count(*)::int as values from index_values',
    );
    expect(stored?.values).toBeGreaterThan(200);
  });

  it('creates, changes, deactivates and lists assets', async () => {
    const environment = { DATABASE_URL: priced.url };
    const create = ['assets', 'create', 'FUND1', '--kind', 'etf', '--fetch', 'none', '--name', 'A fund'];
    expect(await runCli(create, environment)).toMatchObject({ code: 0, stdout: 'created FUND1\n' });
    expect(await runCli(['assets', 'deactivate', 'FUND1', 'NOBODY'], environment)).toMatchObject({ code: 1 });
    const deactivated = await runCli(['assets', 'deactivate', 'FUND1', 'ALFA'], environment);
    expect(deactivated).toMatchObject({ code: 0, stdout: 'deactivated FUND1\ndeactivated ALFA\n' });
    const change = ['assets', 'change', 'ALFA', '--active', '--fetch', 'csv', '--currency', 'EUR'];
    expect(await runCli(change, environment)).toMatchObject({ code: 0, stdout: 'changed ALFA\n' });
    const { stdout } = await runCli(['assets', 'list'], environment);
    expect(stdout).toMatch(/^SYMBOL +KIND +CURRENCY +ACTIVE +FETCH +NAME$/m);
    expect(stdout).toMatch(/^FUND1 +etf +USD +no +none +A fund$/m);
    expect(stdout).toMatch(/^ALFA +equity +EUR +yes +csv +ALFA$/m);
    await runCli(['assets', 'change', 'ALFA', '--currency', 'USD'], environment);
  });

  it('draws an index into a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chart-'));
    const out = join(folder, 'chart.svg');
    const period = ['--from', '2023-06-01', '--to', '2023-12-29', '--benchmark', 'ALFA'];
    const drawn = await runCli(['index', 'chart', 'three', '--out', out, ...period], { DATABASE_URL: priced.url });
    expect(drawn).toMatchObject({ code: 0, stdout: `wrote ${out}\n`, stderr: '' });
    expect(readFileSync(out, 'utf8')).toMatch(/^<svg [\s\S]*1 Jun 2023 – 29 Dec 2023[\s\S]*<\/svg>\s*$/);
    const png = join(folder, 'chart.png');
    const command = ['index', 'chart', 'three', '--out', png, '--theme', 'dark'];
    expect(await runCli(command, { DATABASE_URL: priced.url })).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(png).subarray(1, 4).toString()).toBe('PNG');
    rmSync(folder, { recursive: true });
  });

  it.each([
    [['index', 'create', 'Bad Slug', '--method', 'chained'], 'slug'],
    [['index', 'create', 'other', '--method', 'alchemy'], 'method'],
    [['index', 'create', 'other', '--method', 'chained', '--constituents', 'NOBODY'], 'NOBODY'],
    [['index', 'create', 'other', '--method', 'chained', '--config', '/nowhere.json'], '/nowhere.json'],
    [['index', 'create', 'other', '--method', 'chained', '--constituents', 'ALFA,ALFA'], 'ALFA is there twice'],
    [['index', 'create', 'other', '--method', 'chained', '--constituents', 'ALFA,,BRVO'], '--constituents: ""'],
    [['index', 'change', 'three', '--constituents', 'NOBODY'], 'NOBODY'],
    [['index', 'recompute', 'nothing'], 'nothing'],
    [['index', 'chart', 'three', '--out', '/nowhere/chart.svg'], '--out: cannot write /nowhere/chart.svg'],
    [['index', 'chart', 'three', '--out', 'chart.gif'], '--out: must end with .svg or .png'],
    [['index', 'chart', 'three', '--out', 'chart.svg', '--from', '2023-03-01', '--to', '2023-02-01'], '--to'],
    [['index', 'chart', 'three', '--out', 'chart.svg', '--benchmark', 'NOBODY'], 'NOBODY'],
    [['assets', 'create', 'lower'], '<symbol>: "lower"'],
    [['assets', 'create', 'NEW', '--currency', 'XYZ'], '--currency'],
    [['assets', 'create', 'NEW', '--name', ''], '--name'],
    [['assets', 'create', 'ALFA', '--name', 'Another'], 'The symbol ALFA is taken'],
    [['assets', 'change', 'ALFA'], 'nothing to change'],
    [['assets', 'change', 'ALFA', '--fetch', 'yahoo'], "'yahoo' is invalid"],
    [['assets', 'change', 'ALFA', 'NOBODY', '--fetch', 'none'], 'NOBODY'],
    [['divine'], 'divine'],
  ])('refuses %j and names the fault', async (parameters, named) => {
    const refused = await runCli(parameters, { DATABASE_URL: priced.url });
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain(named);
    expect(refused.stderr).not.toContain('    at ');
  });

  it('reports every invalid variable by name', async () => {
    const refused = await runCli(['db', 'status'], { DATABASE_URL: 'mysql://x', PORT: 'many', LOG_LEVEL: 'loud' });
    for (const name of ['DATABASE_URL', 'PORT', 'LOG_LEVEL']) expect(refused.stderr).toContain(`${name}:`);
    expect(refused.code).toBe(1);
  });

  it('has a doctor that reports what responds and what does not', async () => {
    const healthy = await runCli(['doctor'], { DATABASE_URL: priced.url });
    expect(healthy).toMatchObject({ code: 0, stdout: expect.stringMatching(/^database +ok +PostgreSQL /m) as string });
    const faulty = await runCli(['doctor'], { DATABASE_URL: priced.url, REDIS_URL: 'redis://127.0.0.1:1' });
    expect(faulty).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^redis +FAULT +.*ECONNREFUSED/m) as string,
    });
  });

  it('has a doctor that prints its version, and reports a database that hangs before or after the login', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const silentServer = createServer((socket) => socket.resume().on('error', () => undefined));
    await once(silentServer.listen(0, '127.0.0.1'), 'listening');
    const proxy = await PostgresProxy.before(() => new URL(priced.url));
    proxy.watch(() => ({ phase: 'before', act: () => new Promise<void>(() => undefined) }));
    const { port } = silentServer.address() as AddressInfo;
    const [silent, stuck] = await Promise.all(
      [`postgres://nobody@127.0.0.1:${port}/none`, proxy.url(priced.url)].map((url) =>
        runCli(['doctor'], { DATABASE_URL: url }),
      ),
    );
    expect(silent?.code).toBe(1);
    expect(silent?.stdout).toMatch(new RegExp(`^autoindex +ok +${version}$`, 'm'));
    expect(silent?.stdout).toMatch(/^database +FAULT +DATABASE_URL: no answer within 5 s$/m);
    expect(stuck?.code).toBe(1);
    expect(stuck?.stdout).toMatch(/^database +FAULT +DATABASE_URL: no answer within 5 s$/m);
    await proxy.close();
    silentServer.close();
  });

  it('names DATABASE_URL when no server responds there, without a stack', async () => {
    const unreachable = await runCli(['db', 'status'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    expect(unreachable).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: DATABASE_URL: .*ECONNREFUSED/) as string,
    });
    expect(unreachable.stderr).not.toContain('    at ');
  });
});
