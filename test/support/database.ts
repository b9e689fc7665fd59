import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** Names of the databases that this test file has made and not dropped yet. */
export const openDatabases = new Set<string>();

export interface TestDatabase {
  readonly url: string;
  /** Also while connections are open; they are cut. */
  drop(): Promise<void>;
}

/** A database of one's own with every migration applied: a clone of the template, made in some ten milliseconds. */
export function createTestDatabase(): Promise<TestDatabase> {
  return create(`${environment('TEST_DATABASE_PREFIX')}template`);
}

/** A database of one's own without any table. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return create('template0');
}

/** The same server and user, another database. */
export function urlOfDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function create(template: string): Promise<TestDatabase> {
  const serverUrl = environment('TEST_SERVER_URL');
  const name = `${environment('TEST_DATABASE_PREFIX')}${randomBytes(5).toString('hex')}`;
  await run(serverUrl, `create database ${name} template ${template}`);
  openDatabases.add(name);
  return {
    url: urlOfDatabase(serverUrl, name),
    drop: async () => {
      openDatabases.delete(name);
      await run(serverUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: tests that need a database run under jest's globalSetup`);
  return value;
}
