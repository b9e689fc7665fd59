import { randomBytes } from 'node:crypto';
import { Client, DatabaseError } from 'pg';
import { until } from './until';

const OBJECT_IN_USE = '55006';

/** Names of the databases that this test file has made and not dropped yet. */
export const openDatabases = new Set<string>();

export interface TestDatabase {
  readonly url: string;
  /** Also while connections are open; they are cut. */
  drop(): Promise<void>;
}

/**
 * A new database with every migration applied, or a copy of `original` with its rows. It is a clone, made in some ten
 * milliseconds; the original must have no connection meanwhile.
 */
export function createTestDatabase(original?: TestDatabase): Promise<TestDatabase> {
  const template = original === undefined ? undefined : new URL(original.url).pathname.slice(1);
  return create(template ?? `${environment('TEST_DATABASE_PREFIX')}template`);
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
      await until(() => isDropped(serverUrl, name), `the connections to ${name} are gone`);
    },
  };
}

/** False when those who were connected did not leave within the five seconds that PostgreSQL waits for them. */
async function isDropped(serverUrl: string, name: string): Promise<boolean> {
  try {
    await run(serverUrl, `drop database if exists ${name} with (force)`);
    return true;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === OBJECT_IN_USE) return false;
    throw error;
  }
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
