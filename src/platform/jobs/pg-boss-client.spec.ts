import { Logger } from '@nestjs/common';
import PgBoss from 'pg-boss';
import { guardOwnQueue } from './pg-boss-client';

const db: PgBoss.Db = { executeSql: () => Promise.reject(new Error('the database is away')) };

beforeAll(() => {
  Logger.overrideLogger(false);
  guardOwnQueue(db);
});

it('logs a failure that pg-boss does not await', async () => {
  const ids = ['3f0c1f8e-58a1-4c3f-9a55-0d6f2f6f1c11'];
  expect(await db.executeSql('update', ['__pgboss__send-it', ids, null])).toEqual({ rows: [{ count: '0' }] });
});

it.each([[[]], [['__pgboss__send-it', 50]], [['refresh', ['id'], null]]])(
  'passes the failure of %j on',
  async (values) => {
    await expect(db.executeSql('select 1', values)).rejects.toThrow('the database is away');
  },
);
