import { Client } from 'pg';
import { createEmptyDatabase, createTestDatabase } from '../support/database';

async function tablesOf(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ tablename: string }>(
    `select tablename from pg_tables where schemaname = 'public'`,
  );
  await client.end();
  return rows.map(({ tablename }) => tablename);
}

describe('the databases of the tests', () => {
  it('have every table of the migrations, and each test its own', async () => {
    const databases = await Promise.all(Array.from({ length: 8 }, createTestDatabase));
    expect(new Set(databases.map(({ url }) => url)).size).toBe(8);
    for (const { url } of databases) expect(await tablesOf(url)).toContain('prices');
    await Promise.all(databases.map((database) => database.drop()));
  });

  it('are empty when asked for', async () => {
    const database = await createEmptyDatabase();
    expect(await tablesOf(database.url)).toEqual([]);
    await database.drop();
  });

  it('go while somebody is connected', async () => {
    const database = await createTestDatabase();
    const client = new Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    await database.drop();
    await expect(client.query('select 1')).rejects.toThrow();
  });
});
