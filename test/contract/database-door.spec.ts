import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Linter } from 'eslint';
import { parser, plugin } from 'typescript-eslint';

const ROOT = join(__dirname, '../..');

const SERVICE = 'src/runs/runs.service.ts';
const REPOSITORY = 'src/runs/runs.repository.ts';
const PLATFORM = 'src/platform/alerting/alert-records.repository.ts';
const RULES = ['no-restricted-imports', 'no-restricted-syntax', '@typescript-eslint/no-require-imports'];

type Rules = NonNullable<Linter.Config['rules']>;

/** Those of the rules about imports that hold for a file. */
async function rulesOf(file: string): Promise<Rules> {
  const eslint = join(ROOT, 'node_modules/eslint/bin/eslint.js');
  const { stdout } = await promisify(execFile)(process.execPath, [eslint, '--print-config', file], { cwd: ROOT });
  const { rules } = JSON.parse(stdout) as { rules: Rules };
  return Object.fromEntries(RULES.map((name) => [name, rules[name]]));
}

const ways = [
  `import { DataSource } from 'typeorm';`,
  `import { Repository } from 'typeorm';`,
  `import { EntityManager } from 'typeorm';`,
  `import { getMetadataArgsStorage } from 'typeorm';`,
  `import type { QueryRunner } from 'typeorm';`,
  `import * as everything from 'typeorm';`,
  `import everything from 'typeorm';`,
  `import everything = require('typeorm');`,
  `export { DataSource } from 'typeorm';`,
  `export * from 'typeorm';`,
  `export const source = require('typeorm').DataSource;`,
  `export const source = import('typeorm');`,
  `export const source = import('typeorm/data-source/DataSource');`,
  `export const pool = import('pg');`,
  'export const hidden = import(`type${"orm"}`);',
  `import { DataSource } from 'typeorm/data-source/DataSource';`,
  `import { DataSource } from '../../node_modules/typeorm/data-source/DataSource';`,
  `import { InjectRepository } from '@nestjs/typeorm';`,
  `import { InjectDataSource } from '@nestjs/typeorm';`,
  `import { InjectEntityManager } from '@nestjs/typeorm/dist/common/typeorm.decorators';`,
  `import { Pool } from 'pg';`,
  `import Client from 'pg/lib/client';`,
  `import Pool from 'pg-pool';`,
  `import { from } from 'pg-copy-streams';`,
  `import QueryStream from 'pg-query-stream';`,
  `import PgBoss from 'pg-boss';`,
  `import { Transactional } from '@nestjs-cls/transactional';`,
  `import { TransactionHost } from '@nestjs-cls/transactional/dist/src/lib/transaction-host';`,
  `import { TransactionManager } from '../platform/database/transactions/transaction-manager';`,
  `import { ConnectionPools } from '../platform/database/connections/connection-pools';`,
  `import { Database } from '../platform/database/database';`,
];

describe('the door to the database', () => {
  const rules = new Map<string, Rules>();

  beforeAll(async () => {
    const files = [SERVICE, REPOSITORY, PLATFORM];
    const found = await Promise.all(files.map(rulesOf));
    for (const [place, file] of files.entries()) rules.set(file, found[place] ?? {});
  });

  const refusals = (text: string, file: string): string[] => {
    const config = {
      files: ['**/*.ts'],
      languageOptions: { parser },
      plugins: { '@typescript-eslint': plugin },
      rules: rules.get(file) ?? {},
    };
    return new Linter().verify(text, [config as Linter.Config], file).map(({ message }) => message);
  };

  it.each(ways)('has no window: lint refuses %s', (way) => {
    for (const file of [SERVICE, REPOSITORY]) expect([file, ...refusals(way, file)]).toHaveLength(2);
  });

  it('has none in the platform either', () => {
    const way = `import { ConnectionPools } from '../../database/connections/connection-pools';`;
    expect(refusals(way, PLATFORM)).toHaveLength(1);
  });

  it('is open: what repositories need passes', () => {
    const text = `
      import { Column, Entity } from 'typeorm';
      import { Database, Transactional } from '../platform/database';
      export const used = [Column, Entity, Database, Transactional];`;
    expect(refusals(text, REPOSITORY)).toEqual([]);
  });

  it('lets services declare and no more', () => {
    expect(refusals(`import { Propagation, Transactional, sqlState } from '../platform/database';`, SERVICE)).toEqual(
      [],
    );
    expect(refusals(`import { Database } from '../platform/database';`, SERVICE)).toHaveLength(1);
  });
});
