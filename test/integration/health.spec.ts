import { AppConfig } from '../../src/platform/config';
import { DatabaseModule } from '../../src/platform/database';
import { RedisModule } from '../../src/platform/redis';
import { HealthModule } from '../../src/platform/health';
import { TestDatabase, createTestDatabase } from '../support/database';
import { until } from '../support/until';
import { SmallApp, smallApp } from '../support/small-app';

let database: TestDatabase;
let small: SmallApp;

beforeAll(async () => {
  database = await createTestDatabase();
  const config = AppConfig.fromEnvironment({ DATABASE_URL: database.url });
  const options = { ...config.database, url: database.url };
  small = await smallApp({ imports: [DatabaseModule.forRoot(options), RedisModule, HealthModule] });
});
afterAll(() => small.app.close());

it('is ready while PostgreSQL answers, and not when it is gone', async () => {
  const ready = () => small.app.inject({ url: '/health/ready' }).then(({ statusCode }) => statusCode);
  expect(await ready()).toBe(200);
  await database.drop();
  await until(async () => (await ready()) === 503, 'the answer that is kept for a second has aged');
  expect((await small.app.inject({ url: '/health/live' })).statusCode).toBe(200);
});
