import { runInContext } from '../../src/platform/request-context';
import { ImportPricesService } from '../../src/prices';
import { ADMIN_TOKEN, startTestApp, TestApp } from '../support/app';
import { runCliHere } from '../support/cli-here';
import { CsvMarket, weekdays } from '../support/csv-market';
import { json } from '../support/json';
import { selectRows } from '../support/stored-prices';
import { until } from '../support/until';
import { Problem, RefreshClient, Run } from './refresh/refresh-client';

const SYMBOLS = ['AAA', 'BBB', 'CCC'];
const DAYS = weekdays('2024-01-02', 130);
const LEVELS = `select v.date::text, v.value from index_values v join indices i on i.id = v.index_id
  where slug = $1 order by date`;

interface Index {
  readonly slug: string;
  readonly name: string;
  readonly archived: boolean;
}

describe('an archived index', () => {
  let market: CsvMarket;
  let service: TestApp;
  let client: RefreshClient;

  const patch = (slug: string, body: object): Promise<Response> =>
    fetch(`${service.url}/api/v1/indices/${slug}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'x-admin-token': ADMIN_TOKEN },
      body: JSON.stringify(body),
    });
  const archive = async (slug: string): Promise<void> => {
    expect(await json(patch(slug, { archived: true }))).toMatchObject({ slug, archived: true });
  };
  const conflict = async (response: Promise<Response>): Promise<string> => {
    const problem = await json<Problem>(response);
    expect(problem).toMatchObject({ status: 409, code: 'conflict' });
    return problem.detail;
  };
  const listed = async (query = ''): Promise<string[]> =>
    (await json<{ data: Index[] }>(client.get(`/indices${query}`))).data.map(({ slug }) => slug);
  const levels = (slug: string): Promise<{ date: string; value: number }[]> =>
    selectRows(service.database.url, LEVELS, [slug]);
  const recomputedIndices = async (): Promise<unknown[]> =>
    selectRows(
      service.database.url,
      `select parameters ->> 'index' as index from runs where kind = 'recompute' order by id`,
    );
  const cli = (...args: string[]): ReturnType<typeof runCliHere> =>
    runCliHere(args, { DATABASE_URL: service.database.url });

  beforeEach(async () => {
    market = await CsvMarket.open();
    await market.say(SYMBOLS, DAYS.slice(0, 100));
    service = await startTestApp(market.environment);
    client = new RefreshClient(service.url);
    await client.addAssets(SYMBOLS);
    expect((await client.refresh()).status).toBe('succeeded');
    for (const slug of ['autoindex', 'kept', 'old']) {
      await client.post('/indices', { slug, name: slug, method: 'chained', benchmark: 'AAA' });
    }
  });

  afterEach(async () => {
    await service.close();
    await market.close();
  });

  it('is listed only on request, and says that it is archived', async () => {
    await archive('old');
    expect(await listed()).toEqual(['autoindex', 'kept']);
    expect(await listed('?archived=false')).toEqual(['autoindex', 'kept']);
    expect(await listed('?archived=true')).toEqual(['autoindex', 'kept', 'old']);
    expect(await listed('?archived=true&limit=1&cursor=kept')).toEqual(['old']);
    expect(await json(client.get('/indices/old'))).toMatchObject({ archived: true });
    expect(await json(client.get('/indices/kept'))).toMatchObject({ archived: false });
  });

  it('is not rebuilt when prices change; un-archiving makes up for all of it', async () => {
    const before = await levels('old');
    expect(before.length).toBeGreaterThan(20);
    await archive('old');
    await market.say(SYMBOLS, DAYS.slice(0, 105), (symbol) => (symbol === 'BBB' ? 1.01 : 1));
    expect((await client.refresh()).status).toBe('succeeded');
    const kept = await levels('kept');
    expect(kept).toHaveLength(before.length + 5);
    expect(await levels('old')).toEqual(before);

    expect(await json(patch('old', { archived: false }))).toMatchObject({ archived: false });
    expect(await levels('old')).toEqual(kept);
    expect(await listed()).toContain('old');
    await market.say(SYMBOLS, DAYS.slice(0, 110), (symbol) => (symbol === 'BBB' ? 1.01 : 1));
    await client.refresh();
    expect(await levels('old')).toHaveLength(before.length + 10);
  });

  it('stays archived when un-archiving it fails: both happen in one transaction', async () => {
    await archive('old');
    await selectRows(
      service.database.url,
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'no run'; end $$`,
    );
    await selectRows(
      service.database.url,
      `create trigger refuse before insert on runs for each row execute function refuse()`,
    );
    expect((await patch('old', { archived: false })).status).toBe(500);
    expect(await json(client.get('/indices/old'))).toMatchObject({ archived: true });
  });

  it('cannot be recomputed, and no run is left of the try', async () => {
    await archive('old');
    const runs = await recomputedIndices();
    expect(await conflict(client.post('/indices/old/recompute'))).toContain('old is archived');
    expect(await recomputedIndices()).toEqual(runs);
  });

  it('keeps its definition; repeating the definition or the archiving changes nothing', async () => {
    expect(await conflict(patch('old', { archived: true, name: 'New' }))).toContain('keeps its definition');
    expect(await json(client.get('/indices/old'))).toMatchObject({ archived: false, name: 'old' });
    await archive('old');
    const stored = await json(client.get('/indices/old'));
    expect(await conflict(patch('old', { name: 'New' }))).toContain('keeps its definition');
    expect(await json(patch('old', { archived: true, name: 'old', benchmark: 'AAA' }))).toEqual(stored);
    expect(await json(patch('old', { archived: false, name: 'New' }))).toMatchObject({ archived: false, name: 'New' });
  });

  it('is never the default index', async () => {
    expect(await conflict(patch('autoindex', { archived: true }))).toContain('DEFAULT_INDEX');
    expect(await json(client.get('/indices/autoindex'))).toMatchObject({ archived: false });
    expect((await patch('autoindex', { archived: 'yes' })).status).toBe(400);
    expect((await patch('autoindex', { archived: null })).status).toBe(400);
    expect((await patch('unknown', { archived: true })).status).toBe(404);
  });

  it('stays readable: values, allocations, risk metrics, charts and reports', async () => {
    const report = await json<{ id: number }>(client.post('/reports', { type: 'performance', index: 'old' }));
    const headers = { 'x-admin-token': ADMIN_TOKEN };
    const status = async (): Promise<string> =>
      (await json<{ status: string }>(client.get(`/reports/${report.id}`, { headers }))).status;
    await until(async () => (await status()) === 'ready', 'the report is ready');
    const paths = ['/index-values?index=old', '/indices/old/allocations', '/indices/old/risk-metrics'];
    const read = (): Promise<unknown[][]> =>
      Promise.all(paths.map(async (path) => (await json<{ data: unknown[] }>(client.get(path))).data));
    const before = await read();
    expect(before.every((data) => data.length > 0)).toBe(true);

    await archive('old');
    expect(await read()).toEqual(before);
    for (const path of ['/indices/old/chart.svg', `/reports/${report.id}?format=html`]) {
      expect((await client.get(path, { headers })).status).toBe(200);
    }
  });

  it('still uses its assets: reverting the import that created them leaves them active', async () => {
    const rows = ['ZZ1', 'ZZ2', 'ZZ3'].map((symbol) => ({ symbol, date: '2024-01-02', close: '10' }));
    const imports = service.app.get(ImportPricesService, { strict: false });
    const request = { bars: [rows], origin: 'test', requester: { name: 'test' }, createAssets: true };
    const { runId } = await runInContext('test', () => imports.import(request));
    const index = { slug: 'gone', name: 'Gone', method: 'chained', constituents: ['ZZ1'], benchmark: 'ZZ2' };
    expect((await client.post('/indices', index)).status).toBe(201);
    await archive('gone');
    const revert = await json<Run>(client.post(`/runs/${runId}/revert`));
    expect(revert.counts).toMatchObject({ deactivated: 1 });
    expect(await json(client.get('/assets/ZZ1'))).toMatchObject({ active: true });
    expect(await json(client.get('/assets/ZZ2'))).toMatchObject({ active: true });
    expect(await json(client.get('/assets/ZZ3'))).toMatchObject({ active: false });
  });

  it('is archived and un-archived on the command line, as JSON too', async () => {
    expect(await cli('index', 'archive', 'old')).toMatchObject({ code: 0, stdout: 'archived old\n' });
    expect((await cli('index', 'list')).stdout).not.toMatch(/^old/m);
    const { stdout } = await cli('index', 'list', '--archived');
    expect(stdout).toMatch(/^SLUG +METHOD +CONSTITUENTS +BENCHMARK +ARCHIVED +NAME$/m);
    expect(stdout).toMatch(/^kept +.* no +kept$/m);
    expect(stdout).toMatch(/^old +.* yes +old$/m);
    expect((await cli('index', 'recompute')).stdout).toMatch(
      /^recomputed autoindex in run \d+\nrecomputed kept in run \d+\n$/,
    );
    const recompute = await cli('index', 'recompute', 'old');
    expect([recompute.code, recompute.stderr]).toEqual([1, expect.stringContaining('old is archived')]);
    const before = await recomputedIndices();

    expect(await cli('index', 'archive', 'old', '--undo')).toMatchObject({
      code: 0,
      stdout: 'un-archived and recomputed old\n',
    });
    expect(await recomputedIndices()).toEqual([...before, { index: 'old' }]);
    const again = await cli('index', 'archive', 'old', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ slug: 'old', archived: true });
    const refused = await cli('index', 'archive', 'autoindex');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('DEFAULT_INDEX')]);
  });
});
