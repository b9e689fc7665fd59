import { ADMIN_TOKEN } from '../../support/app';
import { json } from '../../support/json';
import { rowsOf } from '../../support/rows';
import { until } from '../../support/until';
import { GoldenApp, startGoldenApp } from './golden-app';

const administrator = { 'x-admin-token': ADMIN_TOKEN };

const COUNTS = { alerts: 1, 'dry runs': 1, invitations: 0, 'password resets': 0, reports: 1, sessions: 2 };

describe('cleanup', () => {
  let app: GoldenApp;
  const cleanup = (body: object, query = ''): Promise<Response> =>
    app.send('POST', `/api/v1/background/cleanup${query}`, body, administrator);
  const sql = (text: string): Promise<Record<string, unknown>[]> => rowsOf(app.database.url, text);
  const HISTORY = ['prices', 'price_revisions', 'index_values', 'index_value_revisions', 'allocations', 'risk_metrics'];
  const AUDIT = ['runs', 'quarantined_prices', 'strategy_config_changes', 'api_keys', 'users'];
  const kept = async (): Promise<unknown[]> =>
    (await sql([...HISTORY, ...AUDIT].map((table) => `select count(*) from ${table}`).join(' union all '))).map(
      ({ count }) => count,
    );
  const old = (): Promise<unknown> =>
    sql(`
      insert into users (email, password_hash) values ('old@example.com', 'x');
      insert into sessions (user_id, created_at, expires_at, revoked_at) select id, now() - interval '400 days', x, y
        from users, (values (now() - interval '370 days', null), (now() + interval '1 day', now() - interval '366 days'),
          (now() - interval '364 days', null), (now() + interval '1 day', null)) v (x, y);
      insert into alerts (cause, summary, occurrences, opened_at, last_at, recovered_at, told)
        select 'test', 'old', 1, now() - a, now() - a, r, t from (values
          (interval '400 days', now(), 'recovered'), (interval '400 days', now(), 'raised'), (interval '1 day', now(), 'recovered')
        ) v (a, r, t);
      insert into reports (index_id, type, period_days, status, error, requested_by, created_at, ended_at)
        select id, 'risk', 30, 'failed', 'x', 'test', now() - a, now() from indices,
          (values (interval '400 days'), (interval '10 days')) v (a) where slug = 'autoindex';
      insert into reports (index_id, type, period_days, requested_by, created_at)
        select id, 'risk', 30, 'still queued', now() - interval '400 days' from indices where slug = 'autoindex';
      insert into rehearsals (idempotency_key, request, report, recorded_at)
        select 'test ' || a, '{}', '{}', now() - a from (values (interval '400 days'), (interval '10 days')) v (a);
      update runs set started_at = now() - interval '900 days'`);

  beforeAll(async () => {
    app = await startGoldenApp();
    await old();
  });

  afterAll(() => app.close());

  it('keeps thirty days at least', async () => {
    for (const days_to_keep of [29, 0, -1, 1.5, '365', null]) {
      expect([days_to_keep, (await cleanup({ days_to_keep })).status]).toEqual([days_to_keep, 422]);
    }
  });

  it('only says what it would do when it is asked to', async () => {
    expect(await json(cleanup({ days_to_keep: 365 }, '?dry_run=true'))).toEqual({
      task_id: null,
      status: 'dry_run',
      message: expect.any(String),
      would_delete: COUNTS,
    });
    expect(await sql('select from sessions')).toHaveLength(4);
  });

  it('deletes what it has said, and no history and no audit trail', async () => {
    const before = await kept();
    const started = await json<{ task_id: string; would_delete: object }>(cleanup({ days_to_keep: 365 }));
    expect(started.would_delete).toEqual(COUNTS);
    const status = async (): Promise<Record<string, unknown>> =>
      json<Record<string, unknown>>(app.get(`/api/v1/background/status/${started.task_id}`));
    await until(async () => (await status())['ready'] === true, 'the task has ended');
    expect(await status()).toMatchObject({
      status: 'SUCCESS',
      result: { days_to_keep: 365, found: started.would_delete, removed: started.would_delete },
    });
    expect(await sql('select from sessions')).toHaveLength(2);
    expect(await sql(`select from alerts where cause = 'test'`)).toHaveLength(2);
    expect(await sql('select from reports')).toHaveLength(2);
    expect(await sql('select from rehearsals')).toHaveLength(1);
    expect(await kept()).toEqual(before);
    expect(await sql('select days_to_keep, removed, requested_by, job_id from cleanups')).toEqual([
      {
        days_to_keep: 365,
        removed: started.would_delete,
        requested_by: expect.any(String),
        job_id: started.task_id,
      },
    ]);
    await expect(sql('delete from cleanups')).rejects.toThrow('never deleted');
  });
});
