import { ImportPricesService } from '../../../src/prices';
import { Clock } from '../../../src/platform/utils/clock';
import { DAY_MS } from '../../../src/platform/utils/days';
import { SeedService } from '../../../src/refresh';
import { startTestApp, TestApp } from '../../support/app';
import { json } from '../../support/json';
import { selectRows } from '../../support/stored-prices';
import { until } from '../../support/until';

/** A Friday, an hour after the close of New York. */
const FRIDAY = Date.parse('2026-03-06T22:30:00Z');

describe('the demo market of a running service', () => {
  let service: TestApp;
  let now: number;

  beforeEach(async () => {
    now = FRIDAY;
    service = await startTestApp({ DEMO_DATA: 'true' });
    jest.spyOn(service.app.get(Clock), 'now').mockImplementation(() => now);
    await service.app.get(SeedService).prepare();
  });

  afterEach(() => service.close());

  const newestDay = async (): Promise<string | undefined> =>
    (await selectRows<{ day: string }>(service.database.url, 'select max(date)::text as day from prices'))[0]?.day;

  const runs = async (): Promise<string[]> =>
    (
      await selectRows<{ run: string }>(
        service.database.url,
        `select kind || ' ' || status || ' ' || requested_by as run from runs order by id`,
      )
    ).map(({ run }) => run);

  /** What the schedule enqueues every hour; waits until the job is done. */
  const tick = async (): Promise<void> => {
    const [job] = await selectRows<{ id: string }>(
      service.database.url,
      `insert into pgboss.job (name, data) select name, data from pgboss.schedule where name = 'demo-market' returning id`,
    );
    const state = `select from pgboss.job where id = $1 and state = 'completed'`;
    await until(async () => (await selectRows(service.database.url, state, [job?.id])).length > 0, 'the tick is done');
  };

  it('grows by a refresh after each session, and by nothing at a weekend', async () => {
    expect(await newestDay()).toBe('2026-03-06');
    now = FRIDAY + 2 * DAY_MS;
    await tick();
    expect(await runs()).toEqual(['demo succeeded first start']);
    now = FRIDAY + 3 * DAY_MS;
    await tick();
    await until(async () => (await newestDay()) === '2026-03-09', 'Monday is stored');
    await until(async () => (await runs())[1] === 'refresh succeeded demo market', 'the refresh has ended');
    await tick();
    expect(await runs()).toHaveLength(2);
  });

  it('stays retired once a real price is stored', async () => {
    await service.app.get(ImportPricesService, { strict: false }).import({
      bars: [[{ symbol: 'AAPL', date: '2026-03-06', close: '250' }]],
      origin: 'closes.csv',
      requester: { name: 'test' },
      createAssets: false,
    });
    now = FRIDAY + 3 * DAY_MS;
    await tick();
    expect(await runs()).toEqual(['demo succeeded first start', 'import succeeded test']);
    expect(await newestDay()).toBe('2026-03-06');
    expect(await json(fetch(`${service.url}/api/v1/data-version`))).toMatchObject({ demo: false });
  });
});
