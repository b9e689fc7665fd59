import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, TestDatabase } from '../../support/database';
import { ServiceProcess } from '../../support/processes';
import { selectRows } from '../../support/stored-prices';
import { until } from '../../support/until';

const minuteNow = (): number => Math.floor(Date.now() / 60_000);

describe('a scheduled refresh', () => {
  let folder: string;
  let database: TestDatabase;
  let services: ServiceProcess[] = [];
  let firstMinute: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autoindex-schedule-'));
    database = await createTestDatabase();
    firstMinute = minuteNow();
    const environment = {
      DATABASE_URL: database.url,
      DEMO_DATA: 'true',
      REFRESH_CRON: '* * * * *',
      REFRESH_TIME_ZONE: 'America/New_York',
    };
    services = await Promise.all([1, 2].map(() => ServiceProcess.start({ folder, environment })));
  });

  afterAll(async () => {
    await Promise.all(services.map((service) => service.end('SIGTERM')));
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('happens once a tick, however many instances there are', async () => {
    const runs = async (state = ''): Promise<number> => {
      const sql = `select from runs where kind = 'refresh' and requested_by = 'schedule' ${state}`;
      return (await selectRows(database.url, sql)).length;
    };
    await until(async () => (await runs()) >= 2, 'two ticks have come', 150_000);
    const [happened, ticks] = [await runs(), minuteNow() - firstMinute + 1];
    expect(happened).toBeLessThanOrEqual(ticks);
    const zones = await selectRows<{ timezone: string }>(
      database.url,
      `select timezone from pgboss.schedule where name = 'refresh'`,
    );
    expect(zones).toEqual([{ timezone: 'America/New_York' }]);
    await until(async () => (await runs(`and status = 'running'`)) === 0, 'the last one has ended');
  }, 180_000);
});
