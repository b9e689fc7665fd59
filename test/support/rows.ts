import { Client } from 'pg';

/** What a database holds, seen from outside of the application. */
export async function rowsOf<Row>(url: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row & Record<string, unknown>>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
