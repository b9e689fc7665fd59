import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { openDatabases } from './database';

/** A request that a test did not wait for may still end by itself; a leak never does. Who leaks on purpose waits for less. */
const TIMEOUT_MS = Number(process.env['LEAK_TIMEOUT_MS'] ?? 10_000);
const POLL_MS = 10;

/**
 * Of any process: the service is in the one of the test, or in some that the test has started. A failed transaction has no
 * start any more, and is one nevertheless.
 */
const OPEN_TRANSACTIONS = `
  select application_name || ' ' || state || ': ' || query as leak from pg_stat_activity
  where datname = any($1) and application_name like 'autoindex%'
    and (xact_start is not null or state like 'idle in transaction%')`;

let observer: Client | undefined;

/** After every test: no connection of the service to a database of this test file is in a transaction. */
afterEach(async () => {
  if (openDatabases.size === 0) return;
  observer ??= await connect();
  const leaks = await leaksThatStay(observer);
  if (leaks.length > 0) throw new Error(`connections were left in a transaction:\n${leaks.join('\n')}`);
});

afterAll(async () => {
  await observer?.end();
  observer = undefined;
});

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: process.env['TEST_SERVER_URL'] });
  await client.connect();
  return client;
}

async function leaksThatStay(client: Client): Promise<string[]> {
  const end = performance.now() + TIMEOUT_MS;
  for (;;) {
    const { rows } = await client.query<{ leak: string }>(OPEN_TRANSACTIONS, [[...openDatabases]]);
    if (rows.length === 0 || performance.now() > end) return rows.map(({ leak }) => leak);
    await wait(POLL_MS);
  }
}
