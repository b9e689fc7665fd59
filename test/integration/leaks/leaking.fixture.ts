import { Client } from 'pg';
import { execFile, ChildProcess } from 'node:child_process';
import { createEmptyDatabase, TestDatabase } from '../../support/database';
import { until } from '../../support/until';

/** Tests that ought to fail for what they leave behind; `leaks.spec.ts` looks whether they do. */
const LEAK = 'begin; select 1';

let database: TestDatabase;
let client: Client | undefined;
let child: ChildProcess | undefined;

beforeAll(async () => {
  database = await createEmptyDatabase();
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await database.drop();
});

async function open(): Promise<Client> {
  const opened = new Client({ connectionString: database.url, application_name: 'autoindex-write' });
  opened.on('error', () => undefined);
  await opened.connect();
  return opened;
}

it('leaves a connection in a transaction', async () => {
  client = await open();
  await client.query(LEAK);
});

it('leaves none', async () => {
  await client?.query('rollback');
});

it('leaves one in a failed transaction', async () => {
  await client?.query('begin; select 1 / 0').catch(() => undefined);
});

it('leaves one of another process', async () => {
  await client?.end();
  const source = `const { Client } = require('pg');
    const client = new Client({ connectionString: '${database.url}', application_name: 'autoindex-read' });
    client.connect().then(() => client.query('${LEAK}')).then(() => console.log('left'));`;
  child = execFile(process.execPath, ['-e', source]);
  let said = '';
  child.stdout?.on('data', (text: string) => (said += text));
  await until(() => said.includes('left'), 'the other process has left one');
});
