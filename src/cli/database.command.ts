import { Command } from 'commander';
import { withDatabase } from './application';
import { examples, prints } from './output';

export function addDatabaseCommands(program: Command): void {
  const database = program
    .command('db')
    .description('Migrations of the database: apply, revert, list')
    .addHelpText('after', examples('npx autoindex db status', 'npx autoindex db migrate'));

  prints(
    database
      .command('migrate')
      .description('Apply the missing migrations')
      .addHelpText('after', examples('npx autoindex db migrate')),
    async () => {
      const { migrate } = await import('../platform/database');
      const applied = await withDatabase(({ url }) => migrate(url));
      const lines = applied.map((name) => `applied ${name}\n`).join('');
      return { text: lines || 'everything is applied already\n', json: { applied } };
    },
  );

  prints(
    database
      .command('revert')
      .description('Revert the newest migration; its data are lost')
      .addHelpText('after', examples('npx autoindex db revert')),
    async () => {
      const { revertMigration } = await import('../platform/database');
      const reverted = await withDatabase(({ url }) => revertMigration(url));
      const text = reverted === undefined ? 'no migration is applied\n' : `reverted ${reverted}\n`;
      return { text, json: { reverted: reverted ?? null } };
    },
  );

  prints(
    database
      .command('status')
      .description('List the migrations and whether they are applied')
      .addHelpText('after', examples('npx autoindex db status')),
    async () => {
      const { migrationStatus } = await import('../platform/database');
      const migrations = await withDatabase(({ url }) => migrationStatus(url));
      const lines = migrations.map(({ name, applied }) => `${applied ? 'applied' : 'missing'}  ${name}\n`);
      return { text: lines.join(''), json: migrations };
    },
  );
}
