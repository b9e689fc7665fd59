import { Client, ClientConfig } from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from '../../../migrations';

/** To connect and sign in. */
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Opens a connection outside the pools for the work, at the start or on the command line.
 * @throws Error with the code `ETIMEDOUT` when the sign-in takes more than five seconds, or a statement more than
 *   `query_timeout`
 */
async function withShortConnection<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
  options: Pick<ClientConfig, 'query_timeout'> = {},
): Promise<Result> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, ...options });
  // A loss between two statements fails the next one.
  client.on('error', () => undefined);
  await client.connect().catch(asTimeout);
  try {
    return await work(client).catch(asTimeout);
  } finally {
    await client.end();
  }
}

/** pg's timeout errors have no code. */
function asTimeout(error: unknown): never {
  if (!(error instanceof Error) || !/timeout expired|Query read timeout/.test(error.message)) throw error;
  const timeout = new Error(`no answer within ${CONNECT_TIMEOUT_MS / 1_000} s`, { cause: error });
  throw Object.assign(timeout, { code: 'ETIMEDOUT' });
}

/** Key of the advisory lock that one migrating process holds at a time. */
const MIGRATION_LOCK = 7_310_001;

export interface MigrationStatus {
  readonly name: string;
  readonly applied: boolean;
}

/** Applies the missing migrations in one transaction and returns their names. Safe when many processes migrate at once. */
export function migrate(url: string): Promise<string[]> {
  return exclusively(url, async (dataSource) => {
    const applied = await dataSource.runMigrations({ transaction: 'all' });
    return applied.map(({ name }) => name);
  });
}

/** Reverts the newest migration and returns its name, or undefined when none is applied. */
export function revertMigration(url: string): Promise<string | undefined> {
  return exclusively(url, async (dataSource) => {
    const newest = (await appliedNames(dataSource)).at(-1);
    if (newest !== undefined) await dataSource.undoLastMigration({ transaction: 'all' });
    return newest;
  });
}

/** Every known migration, oldest first. */
export function migrationStatus(url: string): Promise<MigrationStatus[]> {
  return exclusively(url, async (dataSource) => {
    const applied = await appliedNames(dataSource);
    return dataSource.migrations.map((migration) => {
      const name = migration.name ?? migration.constructor.name;
      return { name, applied: applied.includes(name) };
    });
  });
}

async function appliedNames(dataSource: DataSource): Promise<string[]> {
  const [table] = await dataSource.query<{ present: boolean }[]>(
    `select to_regclass('migrations') is not null as present`,
  );
  if (!table?.present) return [];
  const rows = await dataSource.query<{ name: string }[]>('select name from migrations order by id');
  return rows.map(({ name }) => name);
}

/** A transaction on another connection holds the lock, so that it works behind a transaction pooler too. */
function exclusively<Result>(url: string, work: (dataSource: DataSource) => Promise<Result>): Promise<Result> {
  return withShortConnection(url, async (lock) => {
    await lock.query('begin');
    await lock.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const options = { type: 'postgres', url, migrations, poolSize: 1, connectTimeoutMS: CONNECT_TIMEOUT_MS } as const;
    const dataSource = await new DataSource(options).initialize();
    try {
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  });
}

/** PostgreSQL's version, such as `17.10`. @throws Error when no answer comes within five seconds */
export function serverVersion(url: string): Promise<string> {
  return withShortConnection(
    url,
    async (client) => {
      const { rows } = await client.query<{ server_version: string }>('show server_version');
      return rows[0]?.server_version ?? 'unknown';
    },
    { query_timeout: CONNECT_TIMEOUT_MS },
  );
}
