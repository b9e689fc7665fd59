import { runInContext } from '../platform/request-context';
import { TestApp, startTestApp } from '../../test/support/app';
import { selectRows } from '../../test/support/stored-prices';
import { RevertService } from './revert.service';

const REQUESTER = { name: 'administrator' };

describe('a revert', () => {
  let service: TestApp;

  beforeEach(async () => {
    service = await startTestApp();
    await sql(
      `insert into assets (symbol, name, kind) select s, s, 'equity' from unnest(array['AAA', 'BBB', 'CCC']) s`,
    );
  });

  afterEach(() => service.close());

  const sql = <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    selectRows<Row>(service.database.url, text, values);
  const addRun = async (kind: string): Promise<number> => {
    const rows = await sql<{ id: string }>(
      `insert into runs (kind, status, requested_by, finished_at) values ($1, 'succeeded', 'test', now()) returning id`,
      [kind],
    );
    return Number(rows[0]?.id);
  };
  const addPrice = (symbol: string, source: string, runId: number): Promise<object[]> =>
    sql(
      `insert into prices (asset_id, date, close, source, run_id)
       select id, '2024-01-02', 10, $2, $3 from assets where symbol = $1`,
      [symbol, source, runId],
    );
  const supersede = (symbol: string, source: string, runId: number, by: number): Promise<object[]> =>
    sql(
      `insert into price_revisions (asset_id, date, close, source, run_id, superseded_by)
       select id, '2024-01-02', 10, $2, $3, $4 from assets where symbol = $1`,
      [symbol, source, runId, by],
    );
  const sources = async (): Promise<string[]> => {
    const rows = await sql<{ text: string }>(
      `select symbol || ' ' || source as text from prices join assets on assets.id = asset_id order by 1`,
    );
    return rows.map(({ text }) => text);
  };
  const revert = (runId: number): Promise<number> =>
    runInContext('test', () => service.app.get(RevertService, { strict: false }).revert(runId, REQUESTER));

  it('is refused while demo prices would stand beside real ones', async () => {
    const demo = await addRun('demo');
    const first = await addRun('import');
    const second = await addRun('import');
    await supersede('AAA', 'demo', demo, first);
    await addPrice('BBB', 'import', first);
    await addPrice('CCC', 'import', second);
    await expect(revert(first)).rejects.toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('demo prices would stand beside real ones'),
    });
    expect(await sources()).toEqual(['BBB import', 'CCC import']);

    await revert(second);
    await revert(first);
    expect(await sources()).toEqual(['AAA demo']);
  });

  it('may leave a manual price beside demo prices', async () => {
    const demo = await addRun('demo');
    const real = await addRun('import');
    await supersede('AAA', 'demo', demo, real);
    await addPrice('BBB', 'import', real);
    await addPrice('CCC', 'manual', await addRun('correction'));
    await revert(real);
    expect(await sources()).toEqual(['AAA demo', 'CCC manual']);
  });

  describe('of a release', () => {
    let release: number;
    const addQuarantined = (releasedBy: number | null): Promise<object[]> =>
      sql(
        `insert into quarantined_prices (symbol, date, bar, source, rule, detail, run_id, released_at, released_by, released_run_id)
         values ('AAA', '2024-01-02', '{"close":"10"}', 'csv', 'jump', 'a jump', $1,
           case when $2::bigint is null then null else now() end, case when $2::bigint is null then null else 'test' end, $2)`,
        [release, releasedBy],
      );
    const open = async (): Promise<number> =>
      (await sql('select from quarantined_prices where released_at is null and released_run_id is null')).length;

    beforeEach(async () => {
      release = await addRun('quarantine-release');
      await addQuarantined(release);
      await addPrice('AAA', 'csv', release);
    });

    it('puts the row back into quarantine', async () => {
      expect(await open()).toBe(0);
      await revert(release);
      expect(await open()).toBe(1);
      expect(await sources()).toEqual([]);
    });

    it('leaves a single row there when the same price is in quarantine again', async () => {
      await addQuarantined(null);
      await revert(release);
      expect(await open()).toBe(1);
    });
  });
});
