import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Linter } from 'eslint';
import { parser } from 'typescript-eslint';

const ROOT = join(__dirname, '../..');

const FEATURE = 'src/runs/runs.service.ts';
const RULE = 'no-restricted-imports';

type Rules = NonNullable<Linter.Config['rules']>;

/** The rules that hold for a file of a feature. */
async function rulesOfFeature(): Promise<Rules> {
  const eslint = join(ROOT, 'node_modules/eslint/bin/eslint.js');
  const { stdout } = await promisify(execFile)(process.execPath, [eslint, '--print-config', FEATURE], { cwd: ROOT });
  return (JSON.parse(stdout) as { rules: Rules }).rules;
}

const ways = [
  `import { DataSource } from 'typeorm';`,
  `import { Repository } from 'typeorm';`,
  `import { EntityManager } from 'typeorm';`,
  `import type { QueryRunner } from 'typeorm';`,
  `import * as everything from 'typeorm';`,
  `import { DataSource } from 'typeorm/data-source/DataSource';`,
  `import { InjectRepository } from '@nestjs/typeorm';`,
  `import { InjectDataSource } from '@nestjs/typeorm';`,
  `import { Pool } from 'pg';`,
  `import { from } from 'pg-copy-streams';`,
  `import QueryStream from 'pg-query-stream';`,
  `import { Transactional } from '@nestjs-cls/transactional';`,
  `import { TransactionManager } from '../platform/database/transactions/transaction-manager';`,
  `import { ConnectionPools } from '../platform/database/connections/connection-pools';`,
  `import { Database } from '../platform/database/database';`,
];

describe('the door to the database', () => {
  let rule: Rules[string];

  beforeAll(async () => {
    rule = (await rulesOfFeature())[RULE];
  });

  const refusals = (text: string): string[] => {
    const config = { files: ['**/*.ts'], languageOptions: { parser }, rules: { [RULE]: rule } };
    return new Linter().verify(text, [config as Linter.Config], FEATURE).map(({ message }) => message);
  };

  it.each(ways)('has no window: lint refuses %s', (way) => {
    expect(refusals(way)).toHaveLength(1);
  });

  it('is open: what features need passes', () => {
    const text = `
      import { Column, Entity } from 'typeorm';
      import { Database, Transactional } from '../platform/database';
      export const used = [Column, Entity, Database, Transactional];`;
    expect(refusals(text)).toEqual([]);
  });
});
