import { ADMIN_TOKEN } from '../../support/app';
import { json } from '../../support/json';
import { rowsOf } from '../../support/rows';
import { GoldenApp, startGoldenApp } from './golden-app';

const administrator = { 'x-admin-token': ADMIN_TOKEN };

describe('a change of the strategy without a worker', () => {
  let app: GoldenApp;
  const sql = <Row = object>(text: string): Promise<Row[]> => rowsOf<Row>(app.database.url, text);
  const put = (fields: object): Promise<Response> =>
    app.send('PUT', '/api/v1/strategy/config?recompute=true', fields, administrator);
  const stored = (): Promise<object[]> =>
    sql(`select (select count(*)::int from strategy_config_changes) as changes,
      (select count(*)::int from runs where kind = 'recompute' and stage is distinct from 'done') as runs,
      (select count(*)::int from pgboss.job where name = 'compute') as jobs`);

  beforeAll(async () => {
    app = await startGoldenApp({ ROLE: 'api' });
  });

  afterAll(() => app.close());

  it('leaves its line, its run and its job; those that come while the run waits are served by it', async () => {
    const one = await json<{ task_id: string }>(put({ min_price_threshold: 2 }));
    const other = await json<{ task_id: string }>(put({ min_price_threshold: 3 }));
    expect(other.task_id).toBe(one.task_id);
    expect(await stored()).toEqual([{ changes: 2, runs: 1, jobs: 1 }]);
    expect(await sql(`select data->>'runId' as run from pgboss.job where name = 'compute'`)).toEqual([
      { run: one.task_id },
    ]);
  });

  it('leaves nothing when its job cannot be enqueued', async () => {
    const before = await stored();
    await sql(`update runs set stage = 'waiting' where kind = 'recompute' and status = 'running'`);
    await sql(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
      create trigger refuse before insert on pgboss.job for each row execute function refuse()`);
    expect((await put({ min_price_threshold: 4 })).status).toBe(500);
    await sql('drop function refuse cascade');
    expect(await stored()).toEqual(before);
    expect(await json(app.get('/api/v1/strategy/config'))).toMatchObject({ min_price_threshold: 3 });
  });
});
