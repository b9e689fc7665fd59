import { Logger } from '@nestjs/common';
import PgBoss from 'pg-boss';
import { guardOwnQueue } from './own-queue';

const db: PgBoss.Db = { executeSql: () => Promise.reject(new Error('the database is away')) };

beforeAll(() => {
  Logger.overrideLogger(false);
  guardOwnQueue(db);
});

it('lets nothing fail that pg-boss does not wait for', async () => {
  const ids = ['3f0c1f8e-58a1-4c3f-9a55-0d6f2f6f1c11'];
  expect(await db.executeSql('update', ['__pgboss__send-it', ids, null])).toEqual({ rows: [{ count: '0' }] });
});

it.each([[[]], [['__pgboss__send-it', 50]], [['refresh', ['id'], null]]])('lets %j fail', async (values) => {
  await expect(db.executeSql('select 1', values)).rejects.toThrow('the database is away');
});
