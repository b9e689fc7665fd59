import { DataSource } from 'typeorm';
import { migrations } from '../../../../migrations';
import { CONNECT_MS, withShortConnection } from '../short-connection';

/** Any number that nobody else uses: whoever migrates holds this lock until done. */
const MIGRATION_LOCK = 7_310_001;

export interface MigrationStatus {
  readonly name: string;
  readonly applied: boolean;
}

/** Applies what is missing, all in one transaction. Safe when many processes do it at once. Returns the names applied. */
export function migrate(url: string): Promise<string[]> {
  return exclusively(url, async (dataSource) => {
    const applied = await dataSource.runMigrations({ transaction: 'all' });
    return applied.map(({ name }) => name);
  });
}

/** Takes back the newest migration. Returns its name, or undefined when there is none. */
export function revertMigration(url: string): Promise<string | undefined> {
  return exclusively(url, async (dataSource) => {
    const newest = (await appliedNames(dataSource)).at(-1);
    if (newest !== undefined) await dataSource.undoLastMigration({ transaction: 'all' });
    return newest;
  });
}

/** Every known migration, oldest first, and whether it has been applied. */
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

/** The lock belongs to a transaction of its own connection, so that it also holds behind a transaction pooler. */
function exclusively<Result>(url: string, work: (dataSource: DataSource) => Promise<Result>): Promise<Result> {
  return withShortConnection(url, async (lock) => {
    await lock.query('begin');
    await lock.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const options = { type: 'postgres', url, migrations, poolSize: 1, connectTimeoutMS: CONNECT_MS } as const;
    const dataSource = await new DataSource(options).initialize();
    try {
      return await work(dataSource);
    } finally {
      await dataSource.destroy();
    }
  });
}
