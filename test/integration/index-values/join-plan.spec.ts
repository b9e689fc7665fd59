import { IndexDefinitionsService, IndexRecomputationService } from '../../../src/index-values';
import { ALLOCATIONS, INDEX_VALUES, RISK_METRICS } from '../../../src/index-values/rebuild/series-table';
import { startTestApp, TestApp } from '../../support/app';
import { goldenCloses } from '../../support/golden';
import { selectRows, storePrices } from '../../support/stored-prices';

const REQUESTER = { name: 'test' };
const TABLES = [INDEX_VALUES, ALLOCATIONS, RISK_METRICS];

/** Statements note the setting under which they run, those that change no row too. */
const NOTE = `
  create table noted (id serial, about text, plan text);
  create function note() returns trigger language plpgsql as $$ begin
    insert into noted (about, plan) values (tg_op || ' ' || tg_table_name, format('nested loops %s, parallel workers %s, %s',
      current_setting('enable_nestloop'), current_setting('max_parallel_workers_per_gather'), current_setting('work_mem')));
    return null;
  end $$;
  ${TABLES.map(
    ({ name, revisions }) => `
      create trigger note before insert on ${revisions} for each statement execute function note();
      create trigger note before delete on ${name} for each statement execute function note();`,
  ).join('')}
  create trigger note before update on data_version for each statement execute function note();`;

describe('the plans of a rebuild', () => {
  let service: TestApp;

  const noted = async (): Promise<Map<string, string[]>> => {
    const rows = await selectRows<{ about: string; plan: string }>(
      service.database.url,
      'with seen as (delete from noted returning *) select about, plan from seen order by id',
    );
    const byStatement = new Map<string, string[]>();
    for (const { about, plan } of rows) {
      byStatement.set(about, [...(byStatement.get(about) ?? []), plan]);
    }
    return byStatement;
  };

  beforeAll(async () => {
    service = await startTestApp();
    await storePrices(service.database.url, goldenCloses('a'));
    await selectRows(service.database.url, NOTE);
  });

  afterAll(() => service.close());

  it('never loop over the rows of a series, fresh or stored, and take no second process from those who read', async () => {
    const indices = service.app.get(IndexDefinitionsService, { strict: false });
    const recomputation = service.app.get(IndexRecomputationService, { strict: false });
    const wanted = [
      ...TABLES.flatMap(({ name, revisions }) =>
        [`DELETE ${name}`, `INSERT ${revisions}`].map((about) => [
          about,
          ['nested loops off, parallel workers 0, 64MB'],
        ]),
      ),
      ['UPDATE data_version', ['nested loops on, parallel workers 0, 64MB']],
    ].sort();
    await indices.create({ slug: 'fresh', name: 'Fresh', method: 'autoindex-v1' }, REQUESTER);
    expect([...(await noted())].sort()).toEqual(wanted);
    await selectRows(
      service.database.url,
      `update prices set close = close * (1 + extract(day from date)::int % 3 / 100.0) where date >= '2023-06-01'`,
    );
    await recomputation.recompute('fresh', REQUESTER);
    expect([...(await noted())].sort()).toEqual(wanted);
  });
});
