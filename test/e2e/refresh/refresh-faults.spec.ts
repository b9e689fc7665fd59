import { startTestApp, TestApp } from '../../support/app';
import { Barrier } from '../../support/barrier';
import { CsvMarket, weekdays } from '../../support/csv-market';
import { json } from '../../support/json';
import { selectRows } from '../../support/stored-prices';
import { until } from '../../support/until';
import { RefreshClient, Run } from './refresh-client';

const SYMBOLS = ['AAA', 'BBB', 'CCC', 'DDD'];
const DAYS = weekdays('2024-01-02', 130);
const STORED = `
  select (select md5(string_agg(t::text, '|' order by asset_id, date)) from prices t) as prices,
    (select count(*)::int from price_revisions) as "priceRevisions",
    (select md5(string_agg(t::text, '|' order by index_id, date)) from index_values t) as values,
    (select count(*)::int from index_value_revisions) as "valueRevisions",
    (select md5(string_agg(t::text, '|' order by index_id, date, asset_id)) from allocations t) as allocations,
    (select md5(string_agg(t::text, '|' order by index_id, date)) from risk_metrics t) as risk,
    (select count(*)::int from quarantined_prices) as quarantined,
    (select version::int from data_version) as version`;

describe('a refresh that fails half way', () => {
  let market: CsvMarket;
  let service: TestApp;
  let client: RefreshClient;

  const sql = (text: string): Promise<object[]> => selectRows(service.database.url, text);
  const failOn = (event: string, table: string): Promise<object[]> =>
    sql(`create function strike() returns trigger language plpgsql as $$ begin raise exception 'struck'; end $$;
      create trigger strike before ${event} on ${table} execute function strike()`);

  beforeAll(async () => {
    market = await CsvMarket.open();
    await market.say(SYMBOLS, DAYS.slice(0, 100));
    service = await startTestApp({ ...market.environment, RATE_LIMIT: '60000' });
    client = new RefreshClient(service.url);
    await client.addAssets(SYMBOLS);
    await client.post('/indices', { slug: 'golden', name: 'Golden', method: 'autoindex-v1' });
    await client.post('/indices', { slug: 'chain', name: 'Chain', method: 'chained' });
    await client.refresh();
  });

  afterEach(() => sql('drop function if exists strike cascade'));

  afterAll(async () => {
    await service.close();
    await market.close();
  });

  /** A refresh with news of every kind: new days, restated history, a row for the quarantine. */
  async function news(until: number): Promise<void> {
    const doubled = 0.5 + until / 1_000;
    await market.say(SYMBOLS, DAYS.slice(0, until), (symbol, day) => {
      if (symbol === 'BBB') return doubled;
      return symbol === 'CCC' && day === DAYS[until - 1] ? 100 : 1;
    });
  }

  async function expectNothingStored(stage: string): Promise<Run> {
    const before = await sql(STORED);
    const failed = await client.refresh();
    expect(failed).toMatchObject({ status: 'failed', stage, dataVersion: null, error: { category: 'internal' } });
    expect(await sql(STORED)).toEqual(before);
    return failed;
  }

  async function expectNextOneWorks(newDays: number): Promise<void> {
    await sql('drop function if exists strike cascade');
    const [before] = (await sql(STORED)) as { version: number }[];
    const next = await client.refresh();
    expect(next).toMatchObject({ status: 'succeeded', dataVersion: (before?.version ?? 0) + 1 });
    expect(next.counts.new).toBeGreaterThanOrEqual(newDays);
  }

  it('refresh rolls back when price storage fails', async () => {
    await news(105);
    await failOn('insert', 'prices');
    await expectNothingStored('prices');
    await expectNextOneWorks(15);
  });

  it('refresh rolls back prices when index calculation fails', async () => {
    await news(110);
    await failOn('insert', 'risk_metrics');
    await expectNothingStored('indices');
    await expectNextOneWorks(15);
  });

  it('refresh rolls back everything when its last step fails', async () => {
    await news(115);
    await failOn('update', 'data_version');
    await expectNothingStored('recording');
    await expectNextOneWorks(15);
  });

  it('is not stored when others took it for dead meanwhile', async () => {
    await news(120);
    const before = await sql(STORED);
    const barrier = await Barrier.before(service.database.url, 'index_values');
    const { id } = await json<Run>(client.post('/refresh-runs'));
    await until(async () => (await client.run(id)).stage === 'indices', 'the run stores indices');
    await sql(`update runs set status = 'failed', finished_at = now(), error_category = 'test' where id = ${id}`);
    await barrier.lift();
    expect(await client.run(id)).toMatchObject({ status: 'failed', error: { category: 'test' }, dataVersion: null });
    const [{ version }] = before as [{ version: number }];
    expect(await client.refresh()).toMatchObject({ error: null, status: 'succeeded', dataVersion: version + 1 });
    expect(await client.run(id)).toMatchObject({ status: 'failed', error: { category: 'test' }, dataVersion: null });
  });
});
