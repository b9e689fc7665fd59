import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import PgBoss from 'pg-boss';
import { migrate } from '../../src/platform/database/migrations';
import { EmbeddedPostgres } from '../../src/platform/embedded-postgres';
import { cleanUpAfterDeath } from './clean-up-after-death';
import { urlOfDatabase } from './database';

/** Speed instead of durability: what these tests store may be lost with the machine. */
const forTests = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '200' };

type TearDown = () => Promise<void>;

declare global {
  var tearDownTests: TearDown | undefined;
}

/** One server and one migrated template for the whole run; `createTestDatabase` clones it. */
export default async function setUp(): Promise<void> {
  const prefix = `test_${randomBytes(4).toString('hex')}_`;
  const external = process.env['TEST_DATABASE_URL'];
  const server = external === undefined || external === '' ? await startServer() : useServer(external, prefix);
  process.env['TEST_SERVER_URL'] = server.url;
  process.env['TEST_DATABASE_PREFIX'] = prefix;
  await makeTemplate(server.url, `${prefix}template`);
  globalThis.tearDownTests = server.tearDown;
}

interface TestServer {
  readonly url: string;
  readonly tearDown: TearDown;
}

async function startServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'autoindex-test-'));
  const server = await EmbeddedPostgres.start(folder, forTests);
  cleanUpAfterDeath({ pids: server.pid === undefined ? [] : [server.pid], folders: [folder] });
  const tearDown = async (): Promise<void> => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: server.url(), tearDown };
}

function useServer(url: string, prefix: string): TestServer {
  cleanUpAfterDeath({ databases: { url, prefix } });
  return { url, tearDown: () => Promise.resolve() };
}

/** pg-boss creates its tables when an application starts. Here once, which saves each start a third of a second. */
async function createQueueTables(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(PgBoss.getConstructionPlans('pgboss'));
  await client.end();
}

/** A template must have no connection while it is cloned, so it accepts none. */
async function makeTemplate(serverUrl: string, template: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`create database ${template}`);
  await migrate(urlOfDatabase(serverUrl, template));
  await createQueueTables(urlOfDatabase(serverUrl, template));
  await client.query(`alter database ${template} allow_connections false`);
  await client.end();
}
