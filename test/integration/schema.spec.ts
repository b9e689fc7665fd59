import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import '../../src/app.module';
import { mappedEntities } from '../../src/platform/database/transactions/entity-manager';
import { migrate, migrationStatus, revertMigration } from '../../src/platform/database';
import { TestDatabase, createEmptyDatabase } from '../support/database';
import { rowsOf } from '../support/rows';
import { dumpSchema } from '../support/schema-dump';

const SCHEMA_FILE = join(__dirname, '../../migrations/schema.sql');

describe('the migrations', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createEmptyDatabase();
  });

  afterEach(() => database.drop());

  it('result in the schema of migrations/schema.sql (UPDATE_SCHEMA=1 writes it)', async () => {
    await migrate(database.url);
    const schema = await dumpSchema(database.url);
    if (process.env.UPDATE_SCHEMA !== undefined) writeFileSync(SCHEMA_FILE, schema);
    expect(schema).toBe(readFileSync(SCHEMA_FILE, 'utf8'));
  });

  it('leave assets that an import created out of refreshes, unless a vendor delivered them', async () => {
    await migrate(database.url);
    while ((await revertMigration(database.url)) !== 'AssetFetch1764000080000');
    await rowsOf(
      database.url,
      `with run as (
         insert into runs (kind, status, requested_by, parameters, finished_at)
         values ('import', 'succeeded', 'test', '{"createAssets": true}', now()) returning id, started_at
       ), created as (
         insert into assets (symbol, name, created_at) select symbol, symbol, created_at from run, lateral (
           values ('IMPORTED', started_at), ('DELIVERED', started_at), ('OTHER', started_at - interval '1 second')
         ) as asset (symbol, created_at) returning id, symbol
       )
       insert into prices (asset_id, date, close, source, run_id)
       select created.id, '2024-01-02', 10, case symbol when 'DELIVERED' then 'csv' else 'import' end, run.id
       from created, run`,
    );
    await migrate(database.url);
    expect(
      await rowsOf(
        database.url,
        `select symbol, fetch_source, created_by_run is not null as imported from assets order by symbol`,
      ),
    ).toEqual([
      { symbol: 'DELIVERED', fetch_source: 'auto', imported: true },
      { symbol: 'IMPORTED', fetch_source: 'none', imported: true },
      { symbol: 'OTHER', fetch_source: 'auto', imported: false },
    ]);
  });

  it('go up, down and up again, each down leaving what was there before it', async () => {
    const names = (await migrationStatus(database.url)).map(({ name }) => name);
    await migrate(database.url);
    const schema = await dumpSchema(database.url);
    for (const name of [...names].reverse()) expect(await revertMigration(database.url)).toBe(name);
    expect(await revertMigration(database.url)).toBeUndefined();
    expect((await dumpSchema(database.url)).trim()).toBe('');
    expect(await migrate(database.url)).toEqual(names);
    expect(await dumpSchema(database.url)).toBe(schema);
  });

  it('and the entities say the same of every mapped column', async () => {
    await migrate(database.url);
    expect(mappedEntities.size).toBeGreaterThan(0);
    const entities = [...mappedEntities];
    const dataSource = await new DataSource({ type: 'postgres', url: database.url, entities }).initialize();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    await dataSource.destroy();
    // Constraints and their names are the migrations' business; an entity says which columns there are, and of what kind.
    const differences = upQueries
      .map(({ query }) => query)
      .filter((query) => !/^ALTER TABLE \S+ (ADD|DROP|RENAME) CONSTRAINT |^COMMENT ON /.test(query));
    expect(differences).toEqual([]);
  });

  it('are applied once when twenty processes migrate at the same time', async () => {
    const applied = await Promise.all(Array.from({ length: 20 }, () => migrate(database.url)));
    const names = (await migrationStatus(database.url)).map(({ name }) => name);
    expect(applied.filter((list) => list.length > 0)).toEqual([names]);
  });
});
