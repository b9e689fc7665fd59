import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import '../../src/app.module';
import { mappedEntities } from '../../src/platform/database/transactions/entity-manager';
import { migrate, migrationStatus, revertMigration } from '../../src/platform/database';
import { TestDatabase, createEmptyDatabase } from '../support/database';
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
